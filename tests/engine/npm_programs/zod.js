// A form checked with Zod: nesting, unions, refinement, transforms, messages, JSON Schema.
import * as z from 'zod';

const Address = z.object({ street: z.string().min(3), zip: z.string().regex(/^\d{5}$/) });
const Person = z.object({
  name: z.string().trim().min(2),
  age: z.coerce.number().int().positive().optional(),
  email: z.email(),
  tags: z.array(z.enum(['a', 'b'])).max(3).default([]),
  address: Address.nullable(),
  contact: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('phone'), number: z.string() }),
    z.object({ kind: z.literal('post'), box: z.number() }),
  ]),
  born: z.iso.date().transform((text) => text.slice(0, 4)),
  site: z.url().optional(),
  id: z.uuid().optional(),
  seen: z.record(z.string(), z.bigint().or(z.number())).optional(),
}).refine((person) => person.name !== 'root', { error: 'not that name', path: ['name'] });
const Tree = z.object({ value: z.number(), get children() { return z.array(Tree); } });

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/schema') return Response.json(z.toJSONSchema(Address));
    if (pathname === '/tree') return Response.json(Tree.safeParse(await request.json()).success);
    const result = Person.safeParse(await request.json());
    if (result.success) return Response.json(result.data);
    return Response.json(pathname === '/pretty' ? z.prettifyError(result.error) : z.treeifyError(result.error), { status: 400 });
  },
};

import { Buffer } from 'node:buffer';

export default {
  async fetch() {
    return new Response(Buffer.from('tea').toString('hex'));
  },
};

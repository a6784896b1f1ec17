spin(600);
const table = { tea: 3, bread: 2 };

export default {
  async fetch() {
    return new Response(`tea costs ${table.tea}`);
  },
};

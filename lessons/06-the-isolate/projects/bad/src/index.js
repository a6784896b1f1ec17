globalThis.fetch = () => 'mine now';

export default {
  async fetch() {
    throw new Error('out of order');
  },
};

export default {
  async fetch() {
    return '<p>hi</p>';
  },
};

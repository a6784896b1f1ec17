export default {
  fetch() {
    return '<p>hi</p>';
  },
};

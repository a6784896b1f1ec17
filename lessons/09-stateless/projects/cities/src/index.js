let count = 0;

export default {
  fetch() {
    count += 1;
    return new Response(String(count));
  },
};

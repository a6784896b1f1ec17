let n = 0;

export default {
  fetch(request) {
    n += 1;
    return new Response(`mail #${n}`);
  },
};

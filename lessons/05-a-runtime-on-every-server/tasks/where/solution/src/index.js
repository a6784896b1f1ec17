export default {
  fetch(request) {
    const { colo, city } = request.cf;
    return new Response(`served in ${colo}, for a visitor in ${city}`);
  },
};

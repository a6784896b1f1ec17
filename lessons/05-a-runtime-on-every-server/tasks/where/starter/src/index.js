const CITY = 'LIS';

export default {
  fetch(request) {
    const { city } = request.cf;
    const text = `served in ${CITY}, for a visitor in ${city}`;
    return new Response(text);
  },
};

const CITY = 'LIS';

export default {
  fetch(request) {
    return new Response(`served in ${CITY}, for a visitor in ${request.cf.city}`);
  },
};

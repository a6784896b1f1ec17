// requests: GET /a
// logs: try | caught late | after
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    try {
      console.log("try");
      await new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 3));
      console.log("never");
    } catch (error) {
      console.log("caught", error.message);
    }
    console.log("after");
    return new Response(path);
  },
};

// Shows how far work in the background is, without a new page; when it ends, the page is loaded with its result.
const EVERY = 1500; // milliseconds
const MOST = 2400; // an hour

async function follow(count) {
  const state = document.getElementById("run-state");
  if (!state || !("active" in state.dataset) || count > MOST) return;
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "run" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("run-state");
    if (next && !("active" in next.dataset)) {
      location.assign(location.pathname);
      return;
    }
    if (next) state.replaceWith(document.adoptNode(next));
  } catch { /* the next time */ }
  setTimeout(follow, EVERY, count + 1);
}
setTimeout(follow, EVERY, 0);

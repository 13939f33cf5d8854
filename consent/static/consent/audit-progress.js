// Shows how far an audit is, and its result when it ends, without a new page.
const EVERY = 3000; // milliseconds
const MOST = 1200; // an hour

async function follow(count) {
  const state = document.getElementById("audit-state");
  if (!("active" in state.dataset) || count > MOST) return;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("audit-state");
    if (next) state.replaceWith(document.adoptNode(next));
  } catch { /* the next time */ }
  setTimeout(follow, EVERY, count + 1);
}
setTimeout(follow, EVERY, 0);

// Follows documents until each has come to an end, asking less and less often while nothing changes.

const FINAL = new Set(["indexed", "to_review", "quarantined", "failed"]);
const SHORTEST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
const SIDE_BY_SIDE = 4;

const watched = new Map();
let pause = SHORTEST_PAUSE_MS;
let timer = null;

export const isFinal = (state) => FINAL.has(state.status);

/** Calls `onState` with each new state of the document, the last time with a final one. */
export function watch(id, onState) {
  watched.set(id, { onState, last: "" });
  pause = SHORTEST_PAUSE_MS;
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
}

async function ask() {
  const some = [...watched].slice(0, SIDE_BY_SIDE);
  const changes = await Promise.all(some.map(askOne));
  pause = changes.includes(true) ? SHORTEST_PAUSE_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  clearTimeout(timer);
  if (watched.size) timer = setTimeout(ask, pause);
}

async function askOne([id, entry]) {
  watched.delete(id);
  let answer;
  try {
    answer = await fetch(`/api/v1/documents/${id}/status`, { headers: { accept: "application/json" } });
  } catch {
    watched.set(id, entry); // the service may be restarting: the document waits there
    return false;
  }
  if (answer.status === 404) return false;
  if (!answer.ok) {
    watched.set(id, entry);
    return false;
  }
  const body = await answer.text();
  const state = JSON.parse(body);
  if (!isFinal(state)) watched.set(id, entry);
  if (body === entry.last) return false;
  entry.last = body;
  entry.onState(state);
  return true;
}

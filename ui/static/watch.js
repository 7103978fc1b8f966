// Follows documents until each has come to an end, asking less and less often while nothing changes.

const FINAL = new Set(["indexed", "to_review", "quarantined", "failed"]);
const SHORTEST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
const SIDE_BY_SIDE = 4;

const watched = new Map();
let pause = SHORTEST_PAUSE_MS;
let timer = null;

export const isFinal = (state) => FINAL.has(state.status);

/** Calls `onState` with each new state of the document, the last time with a final one; one call a `listener` name. */
export function watch(id, listener, onState) {
  const entry = watched.get(id) ?? { listeners: new Map(), last: "" };
  entry.listeners.set(listener, onState);
  watched.set(id, entry);
  pause = SHORTEST_PAUSE_MS;
  clearTimeout(timer);
  timer = setTimeout(ask, pause);
}

async function ask() {
  const some = [...watched.keys()].slice(0, SIDE_BY_SIDE);
  const changes = await Promise.all(some.map(askOne));
  pause = changes.includes(true) ? SHORTEST_PAUSE_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  clearTimeout(timer);
  if (watched.size) timer = setTimeout(ask, pause);
}

/** Whether there was something new. */
async function askOne(id) {
  const entry = watched.get(id);
  let answer;
  try {
    answer = await fetch(`/api/v1/documents/${id}/status`, { headers: { accept: "application/json" } });
  } catch {
    return false; // the service may be restarting: the document waits there
  }
  watched.delete(id);
  if (answer.status === 404) return false;
  const body = answer.ok ? await answer.text() : entry.last;
  const state = body ? JSON.parse(body) : {};
  if (!isFinal(state)) watched.set(id, entry); // behind the others, whose turn comes next
  if (body === entry.last) return false;
  entry.last = body;
  for (const onState of entry.listeners.values()) onState(state);
  return true;
}

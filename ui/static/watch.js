// Follows documents until each has come to an end, asking less and less often while nothing changes.

import { NoAnswer, fetchJson } from "./page.js";

const FINAL = new Set(["indexed", "to_review", "quarantined", "failed"]);
const SHORTEST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
const SIDE_BY_SIDE = 4;
/** The longest list the API gives. */
const LIST_LENGTH = 200;

const watched = new Map();
let pause = SHORTEST_PAUSE_MS;
let timer = null;
let asking = false;

export const isFinal = (state) => FINAL.has(state.status);

/**
 * Calls `onState` with each new state of the document, the last time with a final one; one call a `listener` name.
 * A listener that the service does not answer (NoAnswer) is called again later.
 */
export function watch(id, listener, onState) {
  const entry = watched.get(id) ?? { listeners: new Map(), last: "" };
  entry.listeners.set(listener, onState);
  watched.set(id, entry);
  pause = SHORTEST_PAUSE_MS;
  if (!asking) askAfter(pause);
}

function askAfter(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(ask, milliseconds);
}

async function ask() {
  asking = true;
  let news = false;
  try {
    for (const state of await statesOf([...watched.keys()])) news = (await tell(state)) || news;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    // The service may be restarting: the documents wait there.
  } finally {
    asking = false;
    pause = news ? SHORTEST_PAUSE_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS);
    if (watched.size) askAfter(pause);
  }
}

/** Where the documents stand: many with one question, a few older ones each with its own. */
async function statesOf(ids) {
  let states = [];
  if (ids.length > SIDE_BY_SIDE) {
    const { items } = await fetchJson(`/api/v1/documents?limit=${LIST_LENGTH}`);
    states = items.filter((item) => watched.has(item.id));
  }
  const listed = new Set(states.map((state) => state.id));
  const others = ids.filter((id) => !listed.has(id)).slice(0, SIDE_BY_SIDE);
  return [...states, ...(await Promise.all(others.map(stateOf)))];
}

async function stateOf(id) {
  const state = await fetchJson(`/api/v1/documents/${id}/status`);
  const entry = watched.get(id);
  watched.delete(id);
  if (state) watched.set(id, entry); // behind the others, whose turn comes next
  return state;
}

/** Whether there was something new. */
async function tell(state) {
  const entry = state && watched.get(state.id);
  if (!entry) return false; // the document is no longer there
  const said = JSON.stringify([state.status, state.progress, state.reason]);
  if (said === entry.last) return false;
  for (const [name, onState] of [...entry.listeners]) {
    await onState(state);
    if (isFinal(state) && entry.listeners.get(name) === onState) entry.listeners.delete(name);
  }
  if (!isFinal(state)) entry.last = said;
  else if (!entry.listeners.size) watched.delete(state.id);
  return true;
}

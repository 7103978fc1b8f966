import { startDocument } from "./document.js";
import { startHome } from "./home.js";
import { localiseTimes } from "./page.js";

localiseTimes(document);
if (document.body.classList.contains("home")) startHome();
if (document.body.classList.contains("document")) startDocument();

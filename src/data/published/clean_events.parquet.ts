import {handOnOutput} from "../../../loaders/published.js";

await handOnOutput("clean_events");

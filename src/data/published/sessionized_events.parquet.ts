import {handOnOutput} from "../../../loaders/published.js";

await handOnOutput("sessionized_events");

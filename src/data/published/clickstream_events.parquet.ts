import {handOnOutput} from "../../../loaders/published.js";

await handOnOutput("clickstream_events");

import {sessionsPage} from "../../loaders/pages/sessions.js";

process.stdout.write(JSON.stringify(await sessionsPage()));

import {intentArchive} from "../../loaders/pages/intent.js";

process.stdout.write(intentArchive());

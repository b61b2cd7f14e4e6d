import {abandonmentArchive} from "../../loaders/pages/abandonment.js";

process.stdout.write(await abandonmentArchive());

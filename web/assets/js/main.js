// Starts everything. Each part looks for its own elements, also in what htmx puts into the page later.
import "./requests.js";
import "./notes.js";
import "./menus.js";
import "./dialogs.js";
import "./listbox.js";
import "./keys.js";
import "./fields.js";
import "./selection.js";
import "./forms.js";
import "./live.js";

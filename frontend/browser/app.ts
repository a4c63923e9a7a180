import { closeMenus } from './page/menus.ts';
import { copyOnClick } from './page/copy.ts';
import { countCharacters } from './page/count-characters.ts';
import { guardForms, submitOnChange } from './page/forms.ts';

closeMenus();
copyOnClick();
countCharacters();
guardForms();
submitOnChange();

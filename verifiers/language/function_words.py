"""The commonest small words of the languages that share a script.

Pairs and triples of letters say little of a short word, and short words are what tells Dutch from Afrikaans. The lists
are ours, written down for this purpose; a word may stand in several.
"""

from __future__ import annotations

FUNCTION_WORDS: dict[str, str] = {
    "af": "die en is van ’n het nie ons vir met dit wat sal as hulle maar ook kan word dan dus hierdie dat hy sy of om",
    "ca": "el la els les de del dels que i és en un una per amb no si això són hem té aquest aquesta com més "
    "però llavors quants quantes quin",
    "cs": "a je se na že to v s z do pro jsou jako ale tak by co máme jsme nebo když tedy pak není také který "
    "tento už kolik najděte",
    "cy": "y yr yn i o a ac ar mae bod gan am wedi hyn ei nid dim ond sydd fel neu felly oedd eu cael mewn oes byddwn",
    "da": "og i at er det en den til på af for med ikke som vi har der de kan et så hvis men fra skal eller "
    "også nu hvad mange meget hvor",
    "de": "der die das und ist in zu den von mit nicht auch ein eine es wir auf für dem des sich sind so dass "
    "wenn aber also hat was ja ich du er sie im an wie noch oder dann nur schon wird haben war man da "
    "doch mal viele viel welche berechne finde",
    "en": "the of and to in is that it we for on with as are this be by so an at from not have if which can or "
    "then was has but all you i what there will now let how when they do one would more than also many "
    "much find solve",
    "es": "el la los las de del que y es en un una por con no si se lo para como más pero entonces este esta "
    "son hay al su tenemos cuando esto ya sea cada también cuántas cuántos cuánto cuál encuentra calcula "
    "halla",
    "et": "ja on ei et see kui ka mis me siis oli aga oma selle või kas seda nüüd mida ta nii kaks saame iga",
    "fi": "ja on ei se että niin kun jos mutta myös tämä ovat joka tai voi oli nyt me siis sen mitä hän kuin "
    "niiden kuinka monta",
    "fr": "le la les de des du et est en un une que qui dans pour pas on nous ce il par sur avec plus donc si "
    "au aux sont ne se mais ou cette alors elle je vous comme à été combien quel quelle quels trouver "
    "calculer",
    "fy": "de it in en fan is dat te yn wy op mei foar net binne dy der as oan dus dan om mar ek of by wat troch "
    "no kin dizze twa hat nei wurdt ik jo dit hoe hoefolle berekkenje hy hja sy se syn har ús ien noch sa hawwe "
    "ha hie wiene wêze wurde kinne moat sil soe gjin oer út dêr hjir dy't jim lit",
    "hr": "i je u se na da za su s od ne koji što kao to ali bi smo iz ako ili onda dakle ima sada biti još "
    "samo koliko",
    "hu": "a az és hogy nem is van egy ez ha meg de mint már csak vagy volt ezt akkor két így kell lesz mert "
    "tehát hány mennyi",
    "id": "yang dan di ini itu dengan untuk dari pada adalah tidak kita akan atau ke dalam jika maka juga kami "
    "bisa ada jadi sebuah oleh dia saya berapa hitunglah tentukan",
    "it": "il la lo gli le di del della che e è in un una per con non si sono come ma se più questo questa "
    "anche al dei quindi abbiamo allora ogni da nel quante quanti quanto quale trova calcola",
    "lt": "ir yra kad tai į su o iš ne mes kaip bet jis ar jei buvo šis tada kuris nuo mūsų dabar galime arba",
    "lv": "un ir ka ar no uz par tas mēs kā bet vai ja nav pēc šis tad lai bija arī tiek tagad jo",
    "nl": "de het een en van is in dat te we op met voor niet zijn die er als aan dus dan om maar ook of bij "
    "wat door nu kan deze twee heeft naar wordt ik je dit hoe hoeveel bereken",
    "no": "og i er det en den til på av for med ikke som vi har de kan et så hvis men fra skal eller også nå "
    "hva der mange mye hvor",
    "pl": "i w na z się że jest to nie do jak a o co dla ale są od po tak mamy więc czy tego jeśli lub być "
    "który przez ile oblicz znajdź",
    "pt": "o a os as de do da dos das que e é em um uma por com não se para como mais mas então este esta são "
    "há ao temos no na isso pelo também cada quantas quantos quanto qual encontre calcule",
    "ro": "și de la în a este un o cu pe nu că din sunt pentru care ce mai dar dacă avem se să atunci deci al "
    "ai acest câte câți cât calculați",
    "sk": "a je sa na že to v s z do pre sú ako ale tak by čo máme sme alebo keď teda potom nie aj ktorý tento "
    "už koľko nájdite",
    "sl": "in je se na da za so s od ne ki kot to pa bi smo iz če ali torej ima zdaj potem tudi nato še samo koliko",
    "so": "waa iyo ka u in oo ku la si ay uu ah ayaa wuxuu waxaa aan laakiin marka haddii mid kale dhan",
    "sq": "dhe në të e i është një që me për nuk nga si se do ka më kjo por janë nëse ose atëherë duke kemi",
    "sv": "och i att är det en den till på av för med inte som vi har de kan ett så om men från ska eller "
    "också nu vad många mycket hur",
    "sw": "na ya wa ni kwa la katika za hii kuwa cha tu au kama lakini hivyo kila pia yake sasa hiyo ili yote",
    "tl": "ang ng sa na mga at ay ito para kung hindi may natin kaya o nang si isang rin pero dahil siya ba",
    "tr": "ve bir bu da de için ile ne ise o çok olan olarak daha var gibi ama değil biz şimdi sonra kadar her "
    "ben sen ya ki öyle mi mı yok zaten işte kaç kaçtır nedir bulun",
    "vi": "và là của có một cho không các được trong này với khi ta để nếu thì những số vì ra đó hai cũng nên "
    "bằng bao nhiêu hãy tìm",
    "bg": "и на е за да от се в не са с по че като но ако това тази този или също така ще има бъде",
    "mk": "и на е за да од се во не со по дека како но ако ова оваа овој или исто така ќе има биде",
    "ru": "и в не на что с это по как мы то если но из для так за от а он или есть же бы тогда у к является "
    "сколько найдите",
    "uk": "і в не на що з це по як ми то якщо але із для так за від а він або є ж би тоді у до та скільки знайдіть",
    "ar": "في من على أن إلى هذا هو هي التي عن مع لا ما كل إذا كان ثم أو لدينا و هذه الذي بين قد",
    "fa": "در از به که این را با است برای آن می و تا بر یک اگر هر پس ما دو سه هم شود باید نیز های",
    "ur": "کے کی ہے میں اور سے کا کو ہیں یہ پر نے ہم ایک تو کہ اس اگر بھی ہو وہ جو تک لیے",
    "hi": "के की है में और से का को हैं यह पर ने हम एक तो कि इस अगर भी हो वह जो तक लिए",
    "mr": "आणि आहे या की आहेत हे ते एक तर आपण मध्ये नाही व साठी हा ही होते असे जर पण",
    "ne": "र छ को मा छन् यो हो एक पनि लाई ले हामी छैन त तर वा भने यदि गर्न अनि",
}

"""Words of speech: the verbs that say, what kinds of nouns can speak, and words that cannot be part of a name."""

from __future__ import annotations

from aggregator.understand.lexicon import words

SPEAKS = words(
    "say says said saying tell tells told write writes wrote argue argues argued warn warns warned warning caution "
    "cautions cautioned conclude concludes concluded reiterate reiterates reiterated stress stresses stressed "
    "emphasize emphasized emphasizes emphasised emphasises underscored underlined acknowledge acknowledges "
    "acknowledged insist insists insisted vow vowed vows quip quipped explain explains explained remark remarked "
    "comment commented pledged pledges promised promises reckon reckons opined lamented declared hinted testified "
    "conceded admitted asked asks affirmed reaffirmed urged urges repeat repeats repeated speculated pronounced "
    "advise advises advised reckoned opines surmised posited complain complains complained alleged deny denies denied "
    "reminded mused joked boasted committed contend contends contended confessed confesses reasoned wondered fretted "
    "bemoaned enthused recalled"
)
"""Verbs that take what is said, whatever follows."""
CLAIMS = words(
    "note notes noted noting add adds added adding report reports reported state states stated announce announces "
    "announced suggest suggests suggested estimate estimates estimated indicate indicates indicated signal signals "
    "signaled signalled confirm confirms confirmed observe observes observed find finds found continue continued "
    "highlight highlights highlighted show shows showed showing mention mentioned reveal reveals revealed agree "
    "agreed point pointed flagged recommends maintain maintains maintained describe describes described call calls "
    "called calling attributed disclosed judges judged indicating claimed claims clarified expressed recommend "
    "recommended respond responds responded replies replied assert asserts asserted counters countered voice voices "
    "voiced voicing termed characterized characterised blame blames blamed blaming cited cites questioned pegged pegs "
    "dubbed dubs outlined outlines pointing specified specifies dismissed dismisses criticized criticised praised "
    "rejected disputes disputed detailed accuse accuses accused determined points"
)
"""Verbs that also take things ("added 3%"): they need a quotation, "that" or the like."""
LOOSE = words(
    "noted notes note reported report reports estimated estimates estimate suggested suggests suggest highlighted "
    "highlights flagged attributed indicated indicate signaled signalled mentioned described recommends revealed "
    "expressed judges disclosed claimed agree agreed confirmed recommend recommended noting voice voices voiced "
    "termed characterized characterised blame blames blamed blaming cited cites questioned pegged pegs dubbed dubs "
    "outlined outlines specified specifies dismissed dismisses criticized criticised praised rejected disputes "
    "disputed detailed accuse accuses accused stated"
)
"""Of those, what people and groups do with words only: "Several districts noted falling prices"."""
REPORTS = words(
    "report reports reported show shows showed announced announces found finds estimates estimated indicated"
)
"""Of those, what takes a clause without "that": "The bureau reported prices rose"."""
LOOSE_OF_NAMES = words(
    "signaled signalled signals attributed suggest suggests suggested highlight highlights highlighted noted notes "
    "described recommend recommends recommended confirmed flagged voices voiced termed characterized characterised "
    "questioned pegged pegs dubbed dubs outlined outlines specified specifies dismissed dismisses criticized "
    "criticised praised rejected disputes disputed accuses accused"
)
"""Of those, what a name does with words only, before anything but a number."""
NOUNS_TOO = words(
    "forecast forecasts estimate estimates project projects fear doubt hope hopes report reports note notes state "
    "states claim claims call calls show shows find finds signal signals comment remark stress caution favor worry "
    "doubts bet bets suspect suspects target targets"
)
"""Verbs that are nouns too."""
MARKETS = words("market markets")
OF_MARKETS = words(
    "believe believes expect expects expected anticipate anticipates think thinks pricing betting bet bets fear feared"
)
"""What a market does when it is spoken of as somebody."""
AFTER_QUOTES = words("continue continues continued")
THINKS = words(
    "expect expects expected expecting believe believes believed think thinks thought see sees saw anticipate "
    "anticipates anticipated anticipating predict predicts predicted predicting project projects projected projecting "
    "forecast forecasts forecasted forecasting estimate estimates fear feared doubt doubts assume assumes foresee "
    "foresees envisage envisions favors favored perceives recognizes worry hope hopes hoped hoping foresaw want wants "
    "wanted pricing betting wagering bracing feel feels felt perceive perceived bet bets suspect suspects suspected "
    "target targets targeted targeting guided guides guiding seeing fearing"
)
"""Verbs of expectation: those who have one must stand right before."""
STATES = words(
    "cautious confident optimistic concerned worried convinced unconvinced hopeful skeptical sceptical nervous leery "
    "wary"
)
"""Moods with "is" or "are" that say what is expected: "is confident of"."""
OPINES = words("believe believes believed think thinks thought feel feels felt perceive perceives perceived recognizes")
"""Of those, what is held of what is and was too."""
VERBS = SPEAKS | CLAIMS | THINKS | STATES

GROUPS = words(
    "analysts economists strategists traders investors officials policymakers policy-makers experts researchers "
    "participants respondents forecasters pundits bankers speakers watchers sources people members lawmakers "
    "regulators critics managers brokers brokerages dealers executives districts firms banks companies lenders "
    "governors presidents voters observers bulls bears doves hawks advisers advisors contacts fund-managers short- "
    "sellers short-sellers leaders authorities businesses consumers retailers carriers others staff "
    "consensus media voices clients "
    "republicans democrats partners shareholders miners many some several most makers manufacturers employers "
    "homebuilders automakers agencies colleagues authors readers specialists market markets users rate-setters "
    "ministers directors households producers exporters commentators academics governments groups supporters "
    "opponents proponents chartists skeptics optimists pessimists insiders allies influencers panelists bettors "
    "players conglomerates giants"
)
ROLES = words(
    "strategist economist analyst trader manager director president chairman chairwoman chair governor secretary "
    "minister chief officer ceo cfo cio coo partner founder co-founder head professor adviser advisor specialist "
    "fellow researcher executive policymaker policy-maker official banker expert investor spokesman spokeswoman "
    "spokesperson lawmaker senator veteran author columnist nominee commissioner treasurer broker dealer laureate "
    "vice-president co-head cofounder source technician counterpart colleague distributor member participant "
    "respondent rate-setter speaker fm pm boss"
)
BODIES = words(
    "bank firm company brokerage agency department government committee ministry bureau fund institute association "
    "group regulator newspaper organization organisation lender automaker retailer chipmaker manufacturer carrier "
    "airline union exchange board treasury administration council management panel house think-tank tank insurer "
    "producer giant miner conglomerate consultancy body management maker operator developer drugmaker supplier startup "
    "watchdog chain court builder homebuilder major heavyweight platform titan brewer grocer jeweler contractor "
    "broadcaster cabinet parliament coalition alliance consortium charity university utility refiner publisher bourse "
    "campaign foundation secretariat authority nonprofit"
)
PUBLIC = words(
    "agency department government committee ministry bureau association regulator council house union court panel "
    "institute watchdog administration treasury newspaper exchange bank board cabinet parliament coalition university "
    "authority foundation campaign"
)
"""Of those, what is no firm whose shares are traded, or seldom is."""
DOCUMENTS = words(
    "report minutes study survey statement filing note poll release document letter paper article data figures "
    "research analysis bulletin index numbers projections petition lawsuit suit complaint communique memo editorial"
)
SPEAKERS = GROUPS | ROLES | BODIES | DOCUMENTS
NAMELESS_DOCUMENTS = words("data figures numbers index research")
"""Documents that speak only with their maker's name: "Labor Department data"."""
NAMELESS_ROLES = words("chief head expert official")
LINKS = words("of and & for at the de van von")
"""What may stand between the words of a name."""

NO_NAMES = words(
    "The This That These Those It They We I You There But And In On At As For If Some Many Most One While What Who "
    "When Inflation Stocks Shares Market Markets Data Reports News Yields Prices Today Monday Tuesday Wednesday "
    "Thursday Friday Saturday Sunday January February March April May June July August September October November "
    "December CPI GDP However Such Both All Nearly Lackluster Meanwhile Additionally Moreover Also Still Yet Then Now "
    "Here Other Others Another Nonetheless Nevertheless Indeed Overall Separately Earlier Later Finally Instead "
    "Furthermore Elsewhere Despite With After Before Since Because Although Though So Or Not No Even Just Only Q1 Q2 "
    "Q3 Q4 I've I'm I'd We've We're It's Let's Nothing None Everyone Nobody Someone Everything Of By To From During "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec History Experience Evidence Studies Under Over Given Citing Per "
    "Via Our My Your U.S. U.S US U.K. U.K UK EU Has Have Had Is Are Was Were Will Would Could EPS GPS Revenue Sales "
    "Figures Numbers Time Further Among Elsewhere Affirms Expects Sees Raises Cuts Lowers Reaffirms Anyone About Next "
    "Why WHY How Where Which Whether"
)
"""Capitalised words that begin a sentence and no name."""
NO_SPEAKERS = words(
    "Stock Stocks T-Bill T-Bills T-Bonds Treasuries Treasurys Yield Yields CPI PPI PCE GDP Inflation Payrolls "
    "Futures Prices"
)
"""Last words of what is traded or measured, which says nothing: "Acme Stock", "Norland CPI"."""
NAMES_NOBODY = words(
    "CPI PPI PCE GDP PMI ISM The A An Other Recent Latest New U.S. US U.K. UK Consumer Producer Price Index Inflation "
    "Jobs Payrolls Monday Monday’s Monday's Tuesday Tuesday’s Tuesday's Wednesday Wednesday’s Wednesday's Thursday "
    "Thursday’s Thursday's Friday Friday’s Friday's January February March April May June July August September "
    "October November December China Japan Germany Europe Economic Separate Data Housing Retail Home Factory Earlier "
    "Core Futures Rate Preliminary Final Revised Fresh Weekly Monthly Initial Early Historical"
)
"""Capitalised words before "data" or "report" that do not say whose they are."""
SPEAK_THEMSELVES = words("China Japan Germany ISM")
"""Of those, who says something all the same: "China announced it would …"."""
STOPS = words(
    "of and or but as after while with when where which that who if because since although though than then in on at "
    "by for from to into over under about against between amid despite during following said says saying is are was "
    "were be been has have had do did does not will would could may might can should led leading sent "
    "pushed told among "
    "what whom how"
)
"""Words at which a noun phrase ends on its left."""
COUNTS = words(
    "some many most several few two three four five all other both various multiple more certain a an the its their "
    "his this that these those numerous half nine ten six seven eight any one"
)
"""Words that begin a noun phrase."""
ABBREVIATIONS = words("st mr ms mrs dr inc corp co jr sr sen rep gov prof gen")
OWNERLESS = words(
    "Moody's Poor's Macy's Kohl's Lowe's McDonald's Wendy's Sotheby's Christie's Lloyd's Domino's Dillard's Carter's "
    "Casey's Dick's BJ's Campbell's Kellogg's Sainsbury's Barron's Levi's Denny's"
)
"""Names that end like the owner of something."""
NO_HOLDERS = words("day group relations services survey index report intelligence business times journal office")
"""What stands behind an office and is no name: "Investor Day"."""

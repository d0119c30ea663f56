"""Word lists that several rules read."""

from __future__ import annotations


def words(listed: str) -> frozenset[str]:
    """A set of words written with spaces between them."""
    return frozenset(listed.split())


# Tickers that are words or common acronyms in capitals: bare, they name no company without a second cue.
WORDY_TICKERS = words(
    "A AA AAA ACT AI AIR ALL AM AN AND ANY APP ARE ARM AS AT B BE BEST BIG BILL BIT BOX BUY BY C CAN CAR CARE CASH "
    "CAT CEO CFO CIA COO COST CPI CPS CRISIS CTO D DAY DD DNA DO E EAT EBIT ECB EDIT EDT EPS ESG EST ET ETF EU EUR EV "
    "EVER CAL COOK CPA CTB CVC DOLE GMS HUT LTD PIR PPC "
    "F FAST FBI FDA FED FIVE FLOW FOR FOX FREE FUN FUND G GAP GBP GDP GEO GMT GO GOLD GOOD GPS GROW HAS HE "
    "HEAR "
    "HERE HI HOLD HOPE HUGE I ICE IN INFO IPO IPOS IQ IS IT J JOBS JPY K KEY KIDS L LAND LAW LIFE LIVE LOAN LOVE LOW "
    "M MAIN MAN MAR MARK MD ME MIND MOST MUST N NET NEW NEWS NEXT NICE NOT NOW NYSE O OF OIL OLD ON ONE OPEN OR OUT "
    "OWN P PAY PCE PE PEAK PLAY PLUS PM PMI PPI PR Q QE R RAW REAL RIDE ROAD ROCK RSI RUN S SAFE SAVE SEC SEE SELF "
    "SHIP SI SITE SKY SNAP SO SOLO SPOT STAY STEM STEP SUN SUPER T TAP TARGET TEAM TECH TELL TEN TERM THE TIME TO TOP "
    "TRUE TURN TV TWO U UK UN UP US USA USD V VALUE VERY VIA VS W WAY WE WELL WEST WHO WIN WIRE WISH WOOD WORK WTI X "
    "Y YEAR YOU Z ZERO AL ALSO CALL PUT MID OTC BPS IRA LLC INC IRS DOE EPA GM PST CST YTD QOQ YOY MOM EBITDA CAGR "
    "ROE ROI SMA EMA FY H FOMC "
    "ACM ALV AMR ASX CCK ERIC LNG APC ARE ATO AX BALL BEAM BHF BRO BROS BTU CAKE CART CAVA CDE CHE CMS COLB COO CVE "
    "DAN DAR DINO DOC "
    "EDIT "
    "ELAN ELF EME ENI ERIE ESS EXE FIT FIX FLEX FND FOUR FRE FRT GEN GGG GIL HIMS HOT HUN IEX IMO ISP JACK JAZZ KEX "
    "LAC "
    "LAD LCC LEA LII MAA MBI MSCI MTH MUR NOV NOVA ORI PALM PATH PEN POST POT PSN PTC RACE RAD REG RH RLI ROL RUM SAM "
    "SAN "
    "SEE SHAK SIG SLAB SLF SPR SSB STE TEF TEM TEX THC TKO TOST TRIP TRP TTC VAC VAL VOD WAT WEC WEN WING WOLF YELL "
    "BAM BOND BOOT CASH CORN DAY FORM HALO HCP LIT MAC MAN MINT NAVI PARA PLAY POOL RARE SAIL SAP SON TAN VERV WEAT "
    "WEX MPC COG COCO EYE MOV MOR SEAT "
    "CUZ DIN HAIN MORN EXPO IOT RPM SSD SUI TDS WWW DBA EPR MSA ENS SCI IDA ORA PRI EXP FLO MTN SPT ASH ADT"
)
# Bodies and measures that stand in brackets behind their names.
ACRONYMS = words(
    "CPI PPI PCE GDP ETF CEO CFO IPO PBOC RBA RBNZ BOJ BOE BOC ECB RBI IMF BLS BEA FDIC SEC OPEC FOMC FED PMI ISM NFP "
    "WTO UN EU US UK AI EPS EBITDA REIT SPAC ESG YTD EIA IEA FDA DOJ FTC NFIB MBA NAR NBER CBO OECD CME CBOE NYSE ADR "
    "ADS"
)
# First words of company names that say nothing alone: never a short form.
COMMON_FIRST_WORDS = words(
    "First United American National General Standard International Global Great New North South East West Western "
    "Eastern Northern Southern Pacific Atlantic Central Capital Bank Trust Federal Royal Public Advance Advanced "
    "Applied Allied Associated Consolidated Dollar Home Best Blue Red Green Black White Big Digital Energy Health "
    "Life Liberty Independence Community Commerce Commercial Citizens Peoples People Union State Texas California "
    "Florida York Boston Chicago China Chinese Japan Indian India Canadian Canada British Europe European Asia Brazil "
    "World Universal Premier Prime Direct Century Heritage Summit Pinnacle Frontier Discovery Enterprise Innovative "
    "Integrated Natural Old One Open Power Pure Quest Rapid Real Regional Select Simply Smart Solar Southwest Spirit "
    "Star Sun Super Target Tech Technology The Total Trade Travel Twin Upper US U.S Valley Value Victory Vista Vital "
    "Water Wealth Block Snap Gap Match Visa Shell Ally Unity Zoom Carnival Progressive Southern Key Regions Principal "
    "Fidelity Chase Citizens Morgan Goldman Merrill Wells Invesco iShares Vanguard SPDR ProShares Direxion Schwab "
    "Inflation Markets Market Stock Stocks Wall Street Street Shares Investors Analysts President Chairman Chief "
    "Street District Fifth Third Second Financial Industrial Industries Growth Dividend Staples Today Yesterday "
    "Worldwide Monday Tuesday Wednesday Thursday Friday Bullish Marsh Index Fund ETF Income Equity Small Mid Large "
    "Cap Portfolio Core Active High Low Yield Bond Short Long Ultra Daily Next New"
)
COMPANY_SUFFIXES = words(
    "inc corp corporation co company companies cos ltd limited llc plc lp sa ag nv se holdings holding group trust "
    "bancorp bancorporation bancshares incorporated international technologies technology industries enterprises "
    "partners stock common shares class ordinary adr ads"
)
FOREIGN = words(
    "u.k euro eurozone europe european uk british britain england german germany french france italian italy spanish "
    "spain swiss switzerland swedish sweden norwegian norway danish denmark dutch netherlands japanese japan china "
    "chinese indian india korean korea australian australia zealand canadian canada mexican mexico brazilian brazil "
    "turkish turkey russian russia argentine argentina asian asia taiwan taiwanese singapore indonesian indonesia "
    "malaysian malaysia thai thailand philippine philippines vietnam polish poland hungarian hungary czech greek "
    "gilt gilts bund bunds jgb jgbs "
    "greece irish ireland portuguese portugal african africa nigerian nigeria israeli israel saudi egypt pakistan "
    "pakistani tokyo london frankfurt beijing shanghai mumbai delhi ecb boe boj rbi rba rbnz boc pboc rs crore lakh "
    "ontario ottawa ukrainian ukraine nifty sensex bse ftse dax nikkei kospi topix klci stoxx ibex bourse bourses tsx "
    "austrian austria belgian belgium finnish finland romanian romania slovak slovakia slovenia bulgarian bulgaria "
    "croatia serbia estonia latvia lithuania iceland colombian colombia chilean chile peruvian peru kenyan kenya "
    "ghana moroccan morocco emirates qatar kuwait hong kong filipino bangladesh lanka kazakhstan "
    "albania algeria angola armenia azerbaijan bahrain belarus belarusian belarussian bolivia bosnia botswana cambodia "
    "cameroon cyprus ecuador egyptian estonian ethiopia guatemala honduras icelandic ivorian jamaica kyrgyzstan laos "
    "latvian "
    "lithuanian luxembourg macedonia malta mauritius moldova mongolia montenegro mozambique myanmar namibia nepal "
    "nicaragua oman paraguay rwanda senegal serbian slovenian tajikistan tanzania tunisia uganda uruguay uzbekistan "
    "vietnamese zambia zimbabwe croatian"
)
DOMESTIC = words("fed u.s us american america fomc washington powell yellen bernanke")

/** ISO 639-1, each code with its twins of three letters in ISO 639-2 (and Mandarin). */
const CODES = `
  aa=aar ab=abk ae=ave af=afr ak=aka am=amh an=arg ar=ara as=asm av=ava ay=aym az=aze ba=bak be=bel bg=bul bh=bih
  bi=bis bm=bam bn=ben bo=bod=tib br=bre bs=bos ca=cat ce=che ch=cha co=cos cr=cre cs=ces=cze cu=chu cv=chv
  cy=cym=wel da=dan de=deu=ger dv=div dz=dzo ee=ewe el=ell=gre en=eng eo=epo es=spa et=est eu=eus=baq fa=fas=per
  ff=ful fi=fin fj=fij fo=fao fr=fra=fre fy=fry ga=gle gd=gla gl=glg gn=grn gu=guj gv=glv ha=hau he=heb hi=hin
  ho=hmo hr=hrv ht=hat hu=hun hy=hye=arm hz=her ia=ina id=ind ie=ile ig=ibo ii=iii ik=ipk io=ido is=isl=ice it=ita
  iu=iku ja=jpn jv=jav ka=kat=geo kg=kon ki=kik kj=kua kk=kaz kl=kal km=khm kn=kan ko=kor kr=kau ks=kas ku=kur
  kv=kom kw=cor ky=kir la=lat lb=ltz lg=lug li=lim ln=lin lo=lao lt=lit lu=lub lv=lav mg=mlg mh=mah mi=mri=mao
  mk=mkd=mac ml=mal mn=mon mr=mar ms=msa=may mt=mlt my=mya=bur na=nau nb=nob nd=nde ne=nep ng=ndo nl=nld=dut
  nn=nno no=nor nr=nbl nv=nav ny=nya oc=oci oj=oji om=orm or=ori os=oss pa=pan pi=pli pl=pol ps=pus pt=por qu=que
  rm=roh rn=run ro=ron=rum ru=rus rw=kin sa=san sc=srd sd=snd se=sme sg=sag si=sin sk=slk=slo sl=slv sm=smo sn=sna
  so=som sq=sqi=alb sr=srp ss=ssw st=sot su=sun sv=swe sw=swa ta=tam te=tel tg=tgk th=tha ti=tir tk=tuk tl=tgl
  tn=tsn to=ton tr=tur ts=tso tt=tat tw=twi ty=tah ug=uig uk=ukr ur=urd uz=uzb ve=ven vi=vie vo=vol wa=wln wo=wol
  xh=xho yi=yid yo=yor za=zha zh=zho=chi=cmn zu=zul
`;

/** Spoken by many, and without a code of two letters: Filipino, Cantonese. */
const WITHOUT_TWIN = ['fil', 'yue'];

/** The code to use, by every code that is known. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ...CODES.trim()
    .split(/\s+/)
    .flatMap((entry) => {
      const [code = '', ...twins] = entry.split('=');
      return [code, ...twins].map((known): [string, string] => [known, code]);
    }),
  ...WITHOUT_TWIN.map((code): [string, string] => [code, code]),
]);

/** Language, script and region: more than that nobody writes into a file's name. */
const TAG = /^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?$/i;

/** What somebody calls a language, e.g. `EN`, `eng` or `pt_br`, as BCP 47 writes it; `null` when it is none. */
export function languageTag(text: string): string | null {
  const [, code, script, region] = TAG.exec(text) ?? [];
  const language = KNOWN.get(code?.toLowerCase() ?? '');
  if (language === undefined) return null;
  const written = script && `${script.charAt(0).toUpperCase()}${script.slice(1).toLowerCase()}`;
  return [language, written, region?.toUpperCase()].filter(Boolean).join('-');
}

/** The three letters of ISO 639-2 for what {@link languageTag} made, which is all that MP4 has room for; `und` for others. */
export function threeLetters(tag: string): string {
  const [code = ''] = tag.split('-');
  if (code.length === 3) return code;
  return new RegExp(`(?:^|\\s)${code}=([a-z]{3})`).exec(CODES)?.[1] ?? 'und';
}

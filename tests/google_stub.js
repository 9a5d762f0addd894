// Runs generated Apps Scripts against a stand-in for FormApp, SpreadsheetApp and Logger that knows only
// what is listed here: any other name, method or kind of argument is an error. Prints what came of each.
// node tests/google_stub.js SCRIPT…
"use strict";
const fs = require("fs");
const vm = require("vm");

function fail(words) {
  throw new Error(words);
}

// An object that has these methods and nothing else; arguments are checked against the kinds given.
function strict(name, methods) {
  const known = {};
  for (const [method, [kinds, body]] of Object.entries(methods)) {
    known[method] = (...given) => {
      if (given.length < kinds.filter((kind) => !kind.endsWith("?")).length || given.length > kinds.length) {
        fail(`${name}.${method}: ${given.length} arguments`);
      }
      given.forEach((one, n) => {
        const kind = kinds[n].replace("?", "");
        if (kind !== "any" && typeof one !== kind) fail(`${name}.${method}: ${typeof one}, not ${kind}`);
      });
      return body(...given);
    };
  }
  return new Proxy(Object.freeze(known), {
    get: (target, key) => (Object.hasOwn(target, key) ? target[key] : fail(`${name}.${String(key)} is unknown`)),
    set: (_, key) => fail(`${name}.${String(key)} is set`),
  });
}

const NAVIGATION = { SUBMIT: { end: true } };
const QUESTIONS = ["List", "MultipleChoice", "Checkbox", "Scale", "Text", "ParagraphText", "Date"];

function runs(path, tabs) {
  const made = { title: null, description: null, items: [], settings: {}, sheet: {}, logs: [], links: [] };
  const facts = new Map(); // what stands behind an object that the script holds
  let forms = 0;
  let sheets = 0;

  const validation = (name, checks) => () => {
    const told = { name };
    const builder = strict(name, {
      ...Object.fromEntries(checks.map(([check, kinds]) => [check, [kinds, (n) => ((told[check] = n ?? true), builder)]])),
      setHelpText: [["string"], (text) => ((told.help = text), builder)],
      build: [[], () => {
        const one = strict("validation", {});
        facts.set(one, told);
        return one;
      }],
    });
    return builder;
  };

  function item(kind) {
    const own = { kind, title: null, help: null, required: null };
    made.items.push(own);
    const set = (key, kinds = ["string"]) => [kinds, (value) => ((own[key] = value), self)];
    const methods = { setTitle: set("title"), setHelpText: set("help") };
    if (QUESTIONS.includes(kind)) methods.setRequired = set("required", ["boolean"]);
    if (["List", "MultipleChoice", "Checkbox"].includes(kind)) {
      methods.createChoice = [kind === "Checkbox" ? ["string"] : ["string", "any?"], (text, to) => {
        if (text.trim() === "") fail("an empty choice");
        const target = to === undefined ? null : to === NAVIGATION.SUBMIT ? "end" : facts.get(to);
        if (target === undefined || (target && target !== "end" && target.kind !== "PageBreak")) fail("no such page");
        const choice = strict("choice", {});
        facts.set(choice, { of: own, text, to: target === null || target === "end" ? target : made.items.indexOf(target) });
        return choice;
      }];
      methods.setChoices = [["any"], (choices) => {
        if (own.choices || !choices.length) fail("choices set twice, or none");
        const told = choices.map((choice) => facts.get(choice));
        if (told.some((choice) => choice.of !== own)) fail("a choice of another question");
        if (new Set(told.map((choice) => choice.text)).size !== told.length) fail("a choice twice");
        if (new Set(told.map((choice) => choice.to === null)).size > 1) fail("only some choices lead to a page");
        own.choices = told.map(({ text, to }) => ({ text, to }));
        return self;
      }];
      methods.createResponse = [["string"], (text) => {
        if (!own.choices.some((choice) => choice.text === text)) fail("an answer that is not offered");
        const response = strict("response", {});
        facts.set(response, { title: own.title, text });
        return response;
      }];
    }
    if (kind === "Text") {
      methods.createResponse = [["string"], (text) => {
        if (own.validation) fail("an answer after the rule for answers");
        const response = strict("response", {});
        facts.set(response, { title: own.title, text });
        return response;
      }];
    }
    if (["MultipleChoice", "Checkbox"].includes(kind)) methods.showOtherOption = set("other", ["boolean"]);
    if (["Text", "Checkbox"].includes(kind)) {
      methods.setValidation = [["object"], (check) => ((own.validation = facts.get(check) ?? fail("not built")), self)];
    }
    if (kind === "Date") methods.setIncludesYear = set("year", ["boolean"]);
    if (kind === "Scale") {
      methods.setBounds = [["number", "number"], (low, high) => {
        if (![0, 1].includes(low) || high < 3 || high > 10) fail("bounds");
        own.bounds = [low, high];
        return self;
      }];
      methods.setLabels = [["string", "string"], (left, right) => ((own.labels = [left, right]), self)];
    }
    if (kind === "PageBreak") {
      methods.setGoToPage = [["any"], (to) => {
        own.goTo = to === NAVIGATION.SUBMIT ? "end" : made.items.indexOf(facts.get(to) ?? fail("no such page"));
        return self;
      }];
    }
    const self = strict(`${kind}Item`, methods);
    facts.set(self, own);
    return self;
  }

  const setting = (name, kind) => [[kind], (value) => {
    made.settings[name] = value;
    return form;
  }];
  const answering = () => {
    const answered = [];
    const response = strict("FormResponse", {
      withItemResponse: [["object"], (one) => (answered.push(facts.get(one)), response)],
      toPrefilledUrl: [[], () => {
        made.links.push([...answered]);
        const told = answered.map((one, n) => `&entry.${n}=${encodeURIComponent(one.text.toWellFormed())}`).join("");
        return `https://docs.google.com/forms/d/e/x/viewform?usp=pp_url${told}`;
      }],
    });
    return response;
  };
  const form = strict("Form", {
    ...Object.fromEntries([...QUESTIONS, "PageBreak"].map((kind) => [`add${kind}Item`, [[], () => item(kind)]])),
    setTitle: [["string"], (text) => ((made.title = text), form)],
    setDescription: [["string"], (text) => ((made.description = text), form)],
    setCollectEmail: setting("collectEmail", "boolean"),
    setLimitOneResponsePerUser: setting("limitOne", "boolean"),
    requiresLogin: [[], () => true],
    setRequireLogin: setting("requireLogin", "boolean"),
    setAllowResponseEdits: setting("allowEdits", "boolean"),
    setPublishingSummary: setting("publishSummary", "boolean"),
    setShuffleQuestions: setting("shuffle", "boolean"),
    setProgressBar: setting("progressBar", "boolean"),
    setConfirmationMessage: setting("confirmation", "string"),
    setDestination: [["string", "string"], (type, id) => ((made.sheet.destination = [type, id]), form)],
    createResponse: [[], answering],
    getPublishedUrl: [[], () => "https://forms.invalid/view"],
    getEditUrl: [[], () => "https://forms.invalid/edit"],
  });
  const sheet = strict("Spreadsheet", {
    getId: [[], () => "SHEET"],
    getUrl: [[], () => "https://sheets.invalid/SHEET"],
    setSpreadsheetTimeZone: [["string"], (zone) => void (made.sheet.zone = zone)],
    setSpreadsheetLocale: [["string"], (locale) => void (made.sheet.locale = locale)],
    getSheets: [[], () => tabs.map(([gid, url]) => strict("Sheet", {
      getFormUrl: [[], () => url],
      getSheetId: [[], () => gid],
    }))],
  });
  const world = {
    FormApp: {
      PageNavigationType: NAVIGATION,
      DestinationType: { SPREADSHEET: "SPREADSHEET" },
      ...Object.fromEntries(Object.entries({
        createTextValidation: validation("text", [["requireNumber", []], ["requireTextMatchesPattern", ["string"]]]),
        createCheckboxValidation: validation("checkbox", [["requireSelectAtMost", ["number"]]]),
        create: (title) => (forms++ ? fail("a second form") : ((made.created = title), form)),
      })),
    },
    SpreadsheetApp: {
      create: (title) => (sheets++ ? fail("a second sheet") : ((made.sheet.title = title), sheet)),
      openById: (id) => (id === "SHEET" ? sheet : fail("another sheet")),
      flush: () => {},
    },
    Logger: { log: (...words) => (words.length === 1 ? void made.logs.push(words[0]) : fail("log")) },
  };
  for (const name of Object.keys(world)) {
    world[name] = new Proxy(Object.freeze(world[name]), {
      get: (target, key) => (Object.hasOwn(target, key) ? target[key] : fail(`${name}.${String(key)} is unknown`)),
    });
  }
  const context = vm.createContext(world);
  const before = Object.keys(context);
  vm.runInContext(fs.readFileSync(path, "utf8"), context, { filename: path });
  made.untouched = forms === 0 && sheets === 0 && made.logs.length === 0;
  made.functions = Object.keys(context).filter((name) => !before.includes(name));
  vm.runInContext("createSurvey()", context);
  made.counts = [forms, sheets];
  return made;
}

const withAnswers = [[0, null], [77, "https://forms.invalid/edit"]];
const result = process.argv.slice(2).map((path) => [runs(path, withAnswers), runs(path, [[0, null]]).logs]);
process.stdout.write(JSON.stringify(result));

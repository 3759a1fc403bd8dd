// Answers and drafts on the disk. A browser writes localStorage down seconds or minutes after it was
// told, and what it was told since is gone when it is killed or the power fails. IndexedDB says when
// something is on the disk: so each change is noted there as well, and what localStorage has lost is
// laid into it again. What was removed is noted without its words.
(() => {
  const NAME = "journal";
  const LOCK = "reconnect:journal";
  const OURS = /^reconnect:(kept:|draft:|half$)/;
  const KEPT = "reconnect:kept:";
  const HALF = "reconnect:half"; // { by: a page's lock, names } while several items are written that are one thing
  const own = `reconnect:page:${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
  const UPTO = "reconnect:journal"; // in localStorage: when the last change was made that it knows of
  const FORGOTTEN = 600_000; // ms after which localStorage is on the disk, too
  const PATIENCE = 3000; // ms, for browsers that never answer
  const keeps = globalThis.reconnectKeeps;
  const stay = () => new Promise(() => {}); // a page holds its locks for as long as it is there

  const connect = () =>
    new Promise((resolve) => {
      try {
        const asked = indexedDB.open("reconnect", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore(NAME, { keyPath: "name" });
        asked.onsuccess = () => {
          asked.result.onversionchange = () => asked.result.close();
          resolve(asked.result);
        };
        asked.onerror = () => resolve(null);
      } catch {
        resolve(null);
      } // this browser keeps what it can
    });
  let open = connect();

  // A browser may close it at any time, as a phone does for a page that it puts to sleep.
  async function work(does, isAgain = false) {
    const database = await open;
    if (!database) return null;
    const isDone = await new Promise((resolve) => {
      try {
        const turn = database.transaction(NAME, "readwrite", { durability: "strict" });
        const asked = does(turn.objectStore(NAME));
        turn.oncomplete = () => resolve({ result: asked?.result });
        turn.onabort = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    if (isDone || isAgain) return isDone?.result ?? null;
    database.close();
    open = connect();
    return work(does, true);
  }

  const read = () => {
    try {
      return Number(localStorage.getItem(UPTO));
    } catch {
      return 0;
    }
  };
  const upto = read(); // before anything is noted here
  let last = upto;
  let noted = new Map(); // what waits until the turn before is on the disk
  let written = Promise.resolve();
  let writes = false;

  function note(name, text) {
    if (!keeps || !OURS.test(name)) return;
    last = Math.max(Date.now(), last + 1, read() + 1);
    localStorage.setItem(UPTO, String(last));
    noted.set(name, { name, text, at: last });
    if (!writes) written = write();
  }

  async function write() {
    writes = true;
    await recovery; // else what was lost could be written over
    while (noted.size) {
      const turn = noted;
      noted = new Map();
      await work((journal) => {
        for (const entry of turn.values()) journal.put(entry);
      });
    }
    writes = false;
  }

  // Only when the first page is opened after the browser was closed, or killed: what pages have written
  // since is in localStorage, whatever the journal says.
  function recover() {
    if (!keeps) return Promise.resolve();
    try {
      undo(sessionStorage);
    } catch {
      /* it is refused */
    }
    const since = Date.now();
    if (!navigator.locks)
      return layBack(since)
        .then(() => undo(globalThis.reconnectJournal.storage))
        .catch(() => {});
    navigator.locks.request(own, stay).catch(() => {});
    return new Promise((resolve, reject) => {
      const share = () =>
        navigator.locks
          .request(LOCK, { mode: "shared" }, () => {
            resolve();
            return stay();
          })
          .catch(reject);
      navigator.locks
        .request(LOCK, { ifAvailable: true }, async (isFirst) => {
          if (isFirst) await layBack(Infinity);
          await takeBack({ ifAvailable: true }).catch(() => {});
          share();
        })
        .catch(reject);
    }).catch(() => layBack(since));
  }

  // What a page had written half when it ended, such as a copy that was being brought back.
  const halfIn = (storage) => JSON.parse(storage.getItem(HALF)) ?? {};
  function undo(storage) {
    const { names } = halfIn(storage);
    if (!names) return;
    for (const name of names) storage.removeItem(KEPT + name);
    storage.removeItem(HALF);
  }
  const watched = new Set(); // pages whose end is waited for
  async function takeBack(way) {
    const { storage } = globalThis.reconnectJournal;
    const { by } = halfIn(storage);
    if (!by || watched.has(by)) return;
    if (!way.ifAvailable) watched.add(by);
    const end = (hasEnded) => hasEnded && halfIn(storage).by === by && undo(storage);
    await navigator.locks.request(by, way, end);
  }
  addEventListener("storage", ({ key, newValue }) => {
    if (!keeps || key !== HALF || !newValue || !navigator.locks) return;
    const tell = () => dispatchEvent(new StorageEvent("storage", { key: null }));
    takeBack({}).then(tell, () => {});
  });

  async function layBack(before) {
    const entries = (await work((journal) => journal.getAll())) ?? [];
    try {
      for (const { name, text, at } of entries) {
        if (at <= upto || at >= before || noted.has(name)) continue;
        if (text === null) localStorage.removeItem(name);
        else localStorage.setItem(name, text);
      }
    } catch {
      /* no room for all of it: the next visit tries again */
    }
    const old = entries.filter(({ at }) => at < Date.now() - FORGOTTEN && at <= upto);
    if (old.length)
      await work((journal) => {
        for (const { name } of old) journal.delete(name);
      });
  }
  const recovery = recover();
  const inTime = (promise) =>
    Promise.race([
      promise.then(() => true),
      new Promise((resolve) => setTimeout(resolve, PATIENCE, false)),
    ]);
  const recovered = inTime(recovery);

  let storage;
  globalThis.reconnectJournal = {
    /** Resolves to whether what localStorage had lost is there again, or to false if it cannot be had in time. */
    recovered,
    /** Resolves when it is there again, however long that takes: until then there is what was erased, too. */
    laidBack: recovery,
    /** Resolves when all that was said until now is on the disk, or cannot be brought there in time. */
    get written() {
      return writes ? inTime(written) : Promise.resolve();
    },
    /** As localStorage; a browser that refuses it throws here. */
    get storage() {
      return (storage ??= new Proxy(localStorage, {
        get(kept, name) {
          if (name === "setItem")
            return (key, text) => {
              kept.setItem(key, text);
              note(key, text);
            };
          if (name === "removeItem")
            return (key) => {
              kept.removeItem(key);
              note(key, null);
            };
          const found = kept[name];
          return typeof found === "function" ? found.bind(kept) : found;
        },
      }));
    },
    /** Write several answers that are one thing; if the page ends in between, what came of them goes again. */
    whole(area, names, write) {
      if (names.length < 2) return void write();
      area.setItem(HALF, JSON.stringify({ by: own, names }));
      try {
        write();
      } finally {
        area.removeItem(HALF);
      }
    },
  };
})();

// provides: WebSocket WebSocketPair
// needs: event-target message-event close-event error-event own-event bytes blob dom-exception
// mentioned by: webSocket
// spec: https://developers.cloudflare.com/workers/runtime-apis/websockets/
//
// A pair is one connection with two ends; what lies between them is engine/services/websocket.py. An accepted end asks
// the host for one message after the other, so that each is an operation, and an open connection keeps its event alive.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface, requireOwnEvent } = internals;
  const { then } = platform.promise;
  const { fromBase64 } = Uint8Array;
  const { ErrorEvent, Error: NativeError } = globalThis;
  const own = Symbol('own'); // first argument of the constructor when the second is a state
  const unaccepted =
    'You must call one of accept() or state.acceptWebSocket() on this WebSocket before sending messages.';
  const noCode = 1005; // https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1: never sent, nor are 1004, 1006 and 1015
  let pairs = 0;
  let stateOf;
  let isWebSocket;

  // connection, side: what the host calls this end. event: the one whose I/O it is.
  const newState = (connection, side) => ({
    connection,
    side,
    event: platform.event(),
    accepted: false,
    handedOver: false,
    sentClose: false,
    gotClose: false,
    binaryType: 'blob',
  });
  const operation = (name, { connection, side }, details) =>
    platform.operation(`websocket.${name}`, connection, { connection, side, ...details });
  const ignore = () => {};
  const tell = (name, state, details) => then(operation(name, state, details), ignore, ignore);

  const dataOf = ({ text, base64 }, { binaryType }) => {
    if (base64 === undefined) return text;
    const bytes = fromBase64.call(Uint8Array, base64);
    return binaryType === 'arraybuffer' ? bytes.buffer : internals.blobFrom(bytes, '');
  };
  const deliver = (socket, state, message) => {
    try {
      if (message.error !== undefined) {
        state.sentClose = state.gotClose = true;
        const error = new NativeError(message.error);
        socket.dispatchEvent(new ErrorEvent('error', { message: `Uncaught ${error}`, error }));
        return;
      }
      if (message.close !== undefined) {
        state.gotClose = true;
        socket.dispatchEvent(internals.closeEvent(message.close));
        return;
      }
      socket.dispatchEvent(internals.messageEvent('message', { data: dataOf(message, state) }));
    } catch (error) {
      // A listener that throws ends the connection.
      platform.exception(platform.event(), 'WebSocket listener', error);
      state.sentClose = true;
      tell('abort', state, {});
      return;
    }
    receive(socket, state);
  };
  const receive = (socket, state) =>
    then(operation('receive', state, {}), (message) => deliver(socket, state, message), ignore);

  class WebSocket extends internals.EventTarget {
    #state;
    constructor(secret, state) {
      if (secret !== own) {
        throw new Error(
          'new WebSocket(url) is not part of this engine: connect with ' +
            'fetch(url, { headers: { Upgrade: "websocket" } }) and take the webSocket of the response.',
        );
      }
      super();
      this.#state = state;
    }
    static {
      stateOf = (socket) => brand(() => socket.#state);
      isWebSocket = (value) => typeof value === 'object' && value !== null && #state in value;
    }
    accept(options) {
      const state = stateOf(this);
      if (state.handedOver) throw new TypeError("Can't accept() WebSocket that was already used in a response.");
      if (state.accepted) return;
      platform.requireEvent();
      state.accepted = true;
      state.event = platform.event();
      if (options?.binaryType !== undefined) this.binaryType = options.binaryType;
      receive(this, state);
    }
    send(message) {
      const state = stateOf(this);
      if (arguments.length === 0) internals.refuse('argument', "send' on 'WebSocket", 1, 'ArrayBuffer or string');
      if (!state.accepted) throw new TypeError(unaccepted);
      requireOwnEvent(state, 'Native');
      if (state.sentClose) throw new TypeError("Can't call WebSocket send() after close().");
      const bytes = internals.isBlob(message) ? internals.blobState(message).bytes : internals.bytesOf(message);
      tell('send', state, bytes === undefined ? { text: internals.toText(message) } : { base64: bytes.toBase64() });
    }
    close(code, reason) {
      const state = stateOf(this);
      const sent = code === undefined ? noCode : code & 0xffff;
      if (code !== undefined && (sent < 1000 || sent > 4999 || [1004, 1005, 1006, 1015].includes(sent))) {
        throw internals.domException(`Invalid WebSocket close code: ${sent}.`, 'InvalidAccessError');
      }
      if (reason !== undefined && code === undefined) {
        const message = 'If you specify a WebSocket close reason, you must also specify a code.';
        throw internals.domException(message, 'SyntaxError');
      }
      if (!state.accepted) throw new TypeError(unaccepted.replace('sending messages', 'closing it'));
      requireOwnEvent(state, 'Native');
      if (state.sentClose) return;
      state.sentClose = true;
      tell('close', state, { code: sent, reason: reason === undefined ? '' : internals.toText(reason) });
    }
    get readyState() {
      const { sentClose, gotClose } = stateOf(this);
      return sentClose && gotClose ? WebSocket.CLOSED : sentClose || gotClose ? WebSocket.CLOSING : WebSocket.OPEN;
    }
    get binaryType() {
      return stateOf(this).binaryType;
    }
    set binaryType(value) {
      if (value !== 'blob' && value !== 'arraybuffer') {
        throw internals.domException('binaryType must be either "blob" or "arraybuffer".', 'SyntaxError');
      }
      stateOf(this).binaryType = value;
    }
    get url() {
      return stateOf(this) && null;
    }
    get protocol() {
      return stateOf(this) && '';
    }
    get extensions() {
      return stateOf(this) && '';
    }
  }
  ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach((name, value) => {
    for (const holder of [WebSocket, WebSocket.prototype]) {
      Object.defineProperty(holder, name, { value, enumerable: true });
      Object.defineProperty(holder, `READY_STATE_${name}`, { value, enumerable: true });
    }
  });
  exposeInterface(WebSocket);

  class WebSocketPair {
    constructor() {
      platform.requireEvent();
      const connection = `${++pairs}`;
      for (const side of [0, 1]) {
        const value = new WebSocket(own, newState(connection, side));
        Object.defineProperty(this, side, { value, enumerable: true, writable: true, configurable: true });
      }
    }
  }
  exposeInterface(WebSocketPair);

  internals.isWebSocket = isWebSocket;
  // For WebSockets that a Durable Object accepts (durable-object-sockets.js): the host keeps the end and hands in what
  // arrives. {connection, side} of one that it takes now; one that it has, made anew; the data of a message.
  internals.webSocketToHost = (socket) => {
    const state = stateOf(socket);
    if (state.accepted || state.handedOver) {
      throw new TypeError('Tried to accept a WebSocket that was already accepted, or used in a response.');
    }
    state.accepted = true;
    state.event = platform.event();
    state.binaryType = 'arraybuffer';
    return state;
  };
  internals.webSocketAgain = ({ connection, side }) => {
    const state = { ...newState(connection, side), accepted: true, binaryType: 'arraybuffer' };
    return new WebSocket(own, state);
  };
  internals.webSocketData = (socket, message) => {
    const state = stateOf(socket);
    if (message.close === undefined && message.error === undefined) return dataOf(message, state);
    state.gotClose = true;
    return undefined;
  };
  // The end that a response of another Worker brought along.
  internals.webSocketFrom = ({ connection, side }) => new WebSocket(own, newState(connection, side));
  // {connection, side} of an end that leaves in a response.
  internals.handOver = (socket) => {
    const state = stateOf(socket);
    requireOwnEvent(state, 'Native');
    if (state.accepted) throw new TypeError("Can't return WebSocket in a Response after calling accept().");
    if (state.handedOver) throw new TypeError("Can't return WebSocket that was already used in a response.");
    state.handedOver = true;
    return { connection: state.connection, side: state.side };
  };
}

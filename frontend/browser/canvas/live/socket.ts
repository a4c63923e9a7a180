export interface LiveSocket {
  send: (text: string) => void;
  close: () => void;
}

export interface SocketEvents {
  onText: (text: string) => void;
  /** Called once, also where the connection was never made. */
  onClose: (code: number) => void;
}

export type OpenSocket = (events: SocketEvents) => LiveSocket;

/** Opens WebSockets to an address; `Socket` may be any class that is like the browser's own. */
export function webSocketTo(url: string, Socket: typeof WebSocket = WebSocket): OpenSocket {
  return ({ onText, onClose }) => {
    const socket = new Socket(url);
    socket.addEventListener('message', ({ data }) => onText(String(data)));
    socket.addEventListener('close', ({ code }) => onClose(code));
    // A close follows each error; without a listener some classes throw it.
    socket.addEventListener('error', () => undefined);
    return {
      send: (text) => {
        if (socket.readyState === Socket.OPEN) socket.send(text);
      },
      close: () => socket.close(),
    };
  };
}

import type { ThermalState } from '../../contract/events.js';
import type { Container } from './container.js';
import type { VirtualDevice } from './device.js';
import type { ModelCache } from './system/model-cache.js';
import type { Scene } from './system/scene.js';

/** The app as it was installed, and what it runs on. */
export interface App {
  readonly container: Container;
  readonly build: string;
  /** The folder of its bundle, which tells one installation from another. */
  readonly installation: string;
  /** The program of the thread that writes status.json (status-writer.ts); undefined where nobody watches. */
  readonly statusWriter: string | undefined;
  readonly device: VirtualDevice;
  readonly scene: Scene;
  readonly thermal: () => ThermalState;
  /** 0 to 1, as the app starts; undefined where the system does not tell it. */
  readonly batteryLevel: number | undefined;
  /** How much longer than asked it waits for its scene to become active. */
  readonly patienceMs: number;
  readonly models: ModelCache;
  /** Where a phone whose latency and memory are drawn from a model keeps its heat between launches. */
  readonly sessionFile?: string | undefined;
}

/** What is used of it: its own types say that the builder is `default` of the CommonJS module, and it is the module. */
declare module 'junit-report-builder' {
  interface TestCase {
    className(name: string): this;
    name(name: string): this;
    failure(message: string, type: string): this;
    error(message: string, type: string): this;
  }
  interface TestSuite {
    name(name: string): this;
    testCase(): TestCase;
  }
  interface Builder {
    name(name: string): this;
    testSuite(): TestSuite;
    build(): string;
    newBuilder(): Builder;
  }
  const builder: Builder;
  export default builder;
}

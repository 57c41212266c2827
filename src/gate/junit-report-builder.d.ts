/** The part that the gate uses. The types of the package call the builder `default` of the module, but it is the module itself. */
declare module 'junit-report-builder' {
  interface TestCase {
    className(name: string): this;
    name(name: string): this;
    failure(message: string, type: string): this;
    error(message: string, type: string): this;
    skipped(): this;
    standardOutput(text: string): this;
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

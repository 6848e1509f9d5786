import LambdaRuntime

@main struct Greeter: JSONLambdaFunction {
    static let help = FunctionHelp(name: "Greeter", summary: "Says hello.")
    init(_ start: LambdaInitializationContext) {}
    func handle(_ names: [String], _ context: LambdaContext) -> [String] {
        names.map { "Hello, \($0)!" }
    }
}

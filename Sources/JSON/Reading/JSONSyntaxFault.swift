/// The place where a text stops being JSON, and why; ``JSONTape`` adds the line and column.
struct JSONSyntaxFault: Error {
    let problem: String
    let offset: Int

    init(_ problem: String, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

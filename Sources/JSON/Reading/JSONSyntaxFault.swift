/// The error for a text that is not JSON: the problem, and its offset. ``JSONTape`` adds the line and column.
struct JSONSyntaxFault: Error {
    let problem: String
    let offset: Int

    init(_ problem: String, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }
}

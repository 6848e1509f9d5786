import TextSearch

/// Translates an error of libyaml into a message for a person who does not know YAML's grammar.
struct YAMLErrorExplanation {
    /// The problem in libyaml's words.
    let problem: String
    let context: String
    let position: PlanPosition
    /// The position where the unfinished part of the text begins.
    let start: PlanPosition

    func error(in source: [UInt8]) -> PlanSyntaxError {
        for number in min(start.line, position.line)...position.line where number > position.line - 3 {
            let line = PlanTextCheck.line(number, of: source)
            let indentation = line.prefix { $0 == " " || $0 == "\t" }
            if let tab = indentation.firstIndex(of: "\t"), indentation.count < line.count {
                return PlanSyntaxError(
                    position: PlanPosition(line: number, column: tab + 1),
                    message: "a tab indents this line; indent with spaces"
                )
            }
        }
        return PlanSyntaxError(position: position, message: message(PlanTextCheck.line(position.line, of: source)))
    }

    private func message(_ line: [Unicode.Scalar]) -> String {
        let character = position.column <= line.count ? line[position.column - 1] : nil
        switch problem {
        case "found character that cannot start any token":
            guard let character else { return "a value cannot begin here" }
            return "a value without quotes cannot begin with \(character); put it in quotes"
        case "mapping values are not allowed in this context":
            return "a second \": \" in one line; put the value in quotes, or check the indentation"
        case "did not find expected key", "did not find expected '-' indicator":
            return "this line is indented differently from those above it, or something before it does not end"
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            let bracket = problem.hasSuffix("'}'") ? "}" : "]"
            let hint =
                String(String.UnicodeScalarView(line)).contains(text: "${")
                ? "; between { } or [ ] a value with ${…} is in quotes" : ""
            return "\",\" or \"\(bracket)\" was expected here\(hint)"
        case "could not find expected ':'": return "a key without \":\" before this place"
        case "found unexpected end of stream":
            return "the text ends inside of quotes that begin at \(start)"
        default: return context.isEmpty ? problem : "\(problem) \(context)"
        }
    }
}

extension NextSteps: Decodable {
    init(from decoder: any Decoder) throws {
        let fields = try StrictFields(
            decoder,
            place: "\"next\"",
            known: ["crawler", "glueWorkflow", "stateMachine", "redshiftLoad"]
        )
        crawler = try fields.text("crawler", expected: "a crawler's name")
        glueWorkflow = try fields.text("glueWorkflow", expected: "a workflow's name")
        stateMachine = try fields.text("stateMachine", expected: "a state machine's ARN")
        if let stateMachine, !stateMachine.hasPrefix("arn:") || !stateMachine.contains(":stateMachine:") {
            throw fields.error("to have the ARN of a state machine as \"stateMachine\", not \"\(stateMachine)\"")
        }
        redshiftLoad = try fields.optional("redshiftLoad", RedshiftLoad.self, expected: "an object")
    }
}

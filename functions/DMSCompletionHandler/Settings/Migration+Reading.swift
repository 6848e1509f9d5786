import AWSClient
import PlanFile

extension Migration {
    init?(_ fields: FieldReader, names: UniqueNames, tasks: UniqueNames) {
        let name = fields.identifier("name", .required, expected: "letters, digits, - and _, at most 40", length: 40)
        if let name { names.claim(name, by: fields, field: "name", hint: "give one of them another name") }
        let arn = fields.text("task", .required, expected: "the ARN of a task")
        let kind = arn.flatMap { Kind(arn: $0) }
        if let arn {
            tasks.claim(arn, by: fields, field: "task", hint: "one task is in one migration")
            if kind == nil {
                fields.refuse(
                    "task",
                    "is \"\(arn.prefix(200))\"; expected the ARN of a DMS task, a DMS replication config or a DataSync task"
                )
            }
        }
        let source = fields.mapping("source", expected: "where rows are counted") { Endpoint($0, isSource: true) }
        let target = fields.mapping("target", expected: "where rows are counted") { Endpoint($0, isSource: false) }
        let stops = fields.list("accept_stops") { $0.choice(of: StopReason.planned.map(\.name)) }
        let tables = TablePolicies(fields)
        let policy = fields.choice("policy", .optional, HoldBackScope.self)
        let next = fields.list("next", count: 1...NextStep.names.count) { step in step.mapping { NextStep($0) } }
        let mustRun = fields.bool("must_run")
        let stopsWithin = fields.duration("stops_within", in: .seconds(3600) ... .seconds(366 * 86_400))
        guard let name, let arn, let kind else { return nil }
        self.init(name: name, taskARN: arn, kind: kind)
        self.source = source ?? self.source
        self.target = target ?? self.target
        acceptedStops = Set((stops ?? []).compactMap { StopReason(text: $0) })
        self.tables = tables
        self.policy = policy ?? .all
        self.next = next ?? []
        self.mustRun = mustRun ?? false
        self.stopsWithin = stopsWithin
        check(fields)
    }

    /// Refuses fields that cannot be used together.
    private func check(_ fields: FieldReader) {
        if kind == .dataSync {
            for field in ["source", "target", "accept_stops", "compare", "checksum", "tables"] where fields.has(field) {
                fields.refuse(field, "is for DMS: a DataSync execution is judged by its own result")
            }
        }
        if tables.all.contains(where: { $0.checksum != .none }) {
            if case .database(let left) = source, case .database(let right) = target, left.kind == right.kind,
                left.kind.hasChecksums
            {
                // Both servers make the checksum by the same function.
            } else {
                fields.refuse("checksum", "needs kind postgresql as source and as target")
            }
        }
        let names = next.map(\.name)
        if let twice = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) }) {
            fields.refuse("next", "has \(twice.element) twice")
        }
        guard let load = names.firstIndex(of: "load") else { return }
        if load > 0 {
            fields.refuse("next", "has load behind \(names[0]), which would start before the rows are there")
        }
        if case .s3 = target { return }
        fields.refuse("next", "has load, which loads files: the target must be of kind s3")
    }
}

extension NextStep {
    init?(_ fields: FieldReader) {
        let load = fields.mapping("load") { load -> NextStep? in
            let function = load.text(
                "function",
                .required,
                expected: "the name or ARN of a function such as RedshiftLoader"
            )
            let plan = load.text("plan", expected: "the name of a plan of that function")
            return function.map { .load(function: $0, plan: plan) }
        }
        let crawler = fields.text("crawler", expected: "a crawler's name")
        let workflow = fields.text("workflow", expected: "a Glue workflow's name")
        let stateMachine = fields.text("state_machine", expected: "the ARN of a state machine")
        guard fields.exactlyOne(of: Self.names) != nil else { return nil }
        if let load {
            self = load
        } else if let crawler {
            self = .crawler(crawler)
        } else if let workflow {
            self = .workflow(workflow)
        } else if let stateMachine {
            let arn = RegionalARN(stateMachine)
            guard let arn, arn.service == "states", arn.name(behind: "stateMachine:") != nil else {
                fields.refuse("state_machine", "is \"\(stateMachine)\"; expected the ARN of a state machine")
                return nil
            }
            self = .stateMachine(stateMachine)
        } else {
            return nil
        }
    }
}

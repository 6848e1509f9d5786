import PlanFile

/// The plan of this function: the list `migrations`.
struct MigrationPlan: Sendable, Equatable {
    let migrations: [Migration]
}

extension MigrationPlan {
    init?(name: String?, _ plan: FieldReader) {
        let defaults = plan.defaults(own: ["name", "task"])
        let (names, tasks) = (UniqueNames(), UniqueNames())
        let migrations = plan.list("migrations", .required, defaults: defaults, count: 1...1000) { item in
            Migration(item, names: names, tasks: tasks)
        }
        guard let migrations else { return nil }
        self.migrations = migrations
    }
}

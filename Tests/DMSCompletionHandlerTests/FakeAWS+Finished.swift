extension FakeAWS {
    /// An AWS whose task has loaded the tables and finished.
    static func finished(_ tables: [String], _ change: (inout World) -> Void = { _ in }) throws -> FakeAWS {
        var world = World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = tables
        change(&world)
        return try FakeAWS(world)
    }
}

extension HandlerHarness {
    /// Three tables that were loaded without a mistake.
    static let good = ["a", "b", "c"].map { table($0) }
}

import AWSDMS
import Testing

@testable import DMSCompletionHandler

@Suite struct TableStatisticsVerdictTests {
    @Test(arguments: [
        ("Table completed", "completed"), ("Table error", "broken"), ("Table cancelled", "broken"),
        ("Table does not exist", "broken"), ("Table suspended", "broken"), ("Before load", "recheck"),
        ("Full load", "recheck"),
        ("Table is being reloaded", "recheck"), ("", "recheck"), ("Table is on fire", "undecided"),
    ])
    func everyTableStateHasItsVerdict(state: String, expected: String) {
        #expect(name(TableStatisticsVerdict(TableStatistics(schema: "s", table: "t", state: state))) == expected)
        #expect(
            name(TableStatisticsVerdict(TableStatistics(schema: "s", table: "t", state: state.uppercased())))
                == expected
        )
    }

    @Test(arguments: [
        ("Validated", "validated"), ("Not enabled", "completed"), ("No primary key", "completed"), ("", "completed"),
        ("Mismatched records", "broken"), ("Suspended records", "broken"), ("Table error", "broken"),
        ("Error", "broken"),
        ("Pending records", "recheck"), ("Pending validation", "recheck"), ("Pending revalidation", "recheck"),
        ("Preparing table", "recheck"), ("Somehow valid", "undecided"),
    ])
    func everyValidationStateHasItsVerdict(state: String, expected: String) {
        let verdict = TableStatisticsVerdict(TableStatistics(schema: "s", table: "t", validationState: state))
        #expect(name(verdict) == expected)
    }

    @Test func aBrokenTableIsNoBetterForBeingValidated() {
        let table = TableStatistics(schema: "s", table: "t", state: "Table error", validationState: "Validated")
        #expect(name(TableStatisticsVerdict(table)) == "broken")
    }

    private func name(_ verdict: TableStatisticsVerdict) -> String {
        switch verdict {
        case .completed(let validated): validated ? "validated" : "completed"
        case .broken: "broken"
        case .recheck: "recheck"
        case .undecided: "undecided"
        }
    }
}

import TestSupport

@testable import RedshiftUnloader

let orders = #"{"table": "orders"}"#

let threeTables = [orders, #"{"table": "lines"}"#, #"{"table": "customers"}"#]

func startEvent(_ exports: [String] = [orders], wait: Bool = false, id: String = "t", plan: String? = nil) -> String {
    #"{"plan": \#(plan ?? inlinePlan(exports)), "id": "\#(id)", "wait": \#(wait)}"#
}

/// Everything but the local clock and what a retry of a request leaves in it.
let ordersKey = "example-lake/lake/orders/2026-11-20/_SUCCESS.json"

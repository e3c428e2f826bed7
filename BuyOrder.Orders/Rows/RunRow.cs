using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>A run record as a row, and back.</summary>
internal static class RunRow
{
    public static RowValues Write(RunRecord run) => new()
    {
        ["schema"] = RowText.Schema,
        ["id"] = run.Id,
        ["at"] = run.At,
        ["trigger"] = run.Trigger.ToString(),
        ["requestedBy"] = run.RequestedBy,
        ["slot"] = run.Slot,
        ["outcome"] = run.Outcome.Value,
        ["detail"] = run.Detail,
        ["orderId"] = run.OrderId,
        ["totalRevenueCents"] = run.Figures?.TotalRevenue.Cents,
        ["consumedRevenueCents"] = run.Figures?.ConsumedRevenue.Cents,
        ["availableRevenueCents"] = run.Figures?.AvailableRevenue.Cents,
        ["allocationCents"] = run.Figures?.Allocation.Cents,
        ["spendCents"] = run.Figures?.Spend.Cents,
        ["parametersVersion"] = run.ParametersVersion,
    };

    public static RunRecord Read(RowValues row)
    {
        row.RequireSchema("A run");
        return new RunRecord(
            row.Text("id"),
            row.Time("at"),
            row.Name<OrderTrigger>("trigger"),
            row.Text("requestedBy"),
            row.TextOrNull("slot"),
            new ReasonCode(row.Text("outcome")),
            row.TextOrNull("detail"),
            row.TextOrNull("orderId"),
            ReadFigures(row))
        {
            ParametersVersion = row["parametersVersion"] is null ? null : row.Int32("parametersVersion"),
        };
    }

    private static RunFigures? ReadFigures(RowValues row) => row.Int64OrNull("totalRevenueCents") is { } total
        ? new RunFigures(
            new Zar(total),
            new Zar(row.Int64("consumedRevenueCents")),
            new Zar(row.Int64("availableRevenueCents")),
            new Zar(row.Int64("allocationCents")),
            new Zar(row.Int64("spendCents")))
        : null;
}

using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Simulation.Troubles;

/// <summary>The business around the app: what is sold and given back, and by which parameters it buys.</summary>
internal sealed class Office
{
    private readonly ParameterStore parameters;
    private readonly RevenueIntake intake;
    private int messages;
    private readonly Dictionary<int, int> rates = [];
    private int version;

    /// <param name="tables">Where parameters and revenue are kept; parameters that are in force there go on.</param>
    /// <param name="time">When something is changed.</param>
    /// <param name="messages">How many messages were sent before: no id is used again.</param>
    public Office(ITableStore tables, TimeProvider time, int messages = 0)
    {
        this.messages = messages;
        parameters = new ParameterStore(tables, time);
        var ledger = new RevenueLedger(tables, new LedgerOptions { ShardCount = 1 }, time);
        intake = new RevenueIntake(
            ledger, new RejectedRevenue(tables, time), new ExchangeRates(tables, time), _ => ValueTask.FromResult(Parameters.Plausibility), time);
        if (tables.Table(ParameterStore.TableName).ReadAsync(ParameterStore.Partition, ParameterStore.Current, CancellationToken.None).GetAwaiter().GetResult() is null)
            return;
        var inForce = parameters.CurrentAsync(CancellationToken.None).GetAwaiter().GetResult();
        (version, Parameters) = (inForce.Version, inForce.Parameters);
        rates[version] = Parameters.RateBps;
    }

    /// <summary>Told of each new total of the revenue.</summary>
    public required Action<Zar> Changed { get; init; }

    public Zar Revenue { get; private set; } = Zar.Zero;

    public BusinessParameters Parameters { get; private set; } = EngineBench.Parameters with
    {
        Maximum = new Zar(20_000_00),
        MaxFeePerGasWei = 100_000_000_000,
        Schedule = "0 */20 * * * *",
    };

    public int RateOf(int ofVersion) => rates[ofVersion];

    public void Sell(Zar amount) => Record("sale", amount, amount);

    public void GiveBack(Zar amount) => Record("refund", amount, Zar.Zero - amount);

    /// <summary>The first time these are those of the deployment; from then on a version follows the one in force.</summary>
    public void Change(BusinessParameters next)
    {
        Parameters = next;
        if (version == 0)
            parameters.InitialiseAsync(next, CancellationToken.None).GetAwaiter().GetResult();
        var result = version == 0
            ? new ParametersChangeResult.Made(parameters.CurrentAsync(CancellationToken.None).GetAwaiter().GetResult())
            : parameters.ChangeAsync(new ParametersChange(version, next, "office", "As it pleases."), CancellationToken.None).GetAwaiter().GetResult();
        Audit.Demand(result is not ParametersChangeResult.Overtaken, "Another has changed the parameters.");
        version = result.InForce.Version;
        rates[version] = next.RateBps;
    }

    private void Record(string kind, Zar amount, Zar worth)
    {
        var message = $$"""
            { "id": "{{kind}}-{{++messages}}", "kind": "{{kind}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
              "occurredAt": "2026-11-20T10:00:00Z"{{(kind == "refund" ? ", \"refundOf\": \"sale-1\"" : "")}} }
            """;
        var results = intake.RecordAsync([new IncomingRevenue(Encoding.UTF8.GetBytes(message))], CancellationToken.None).GetAwaiter().GetResult();
        Audit.Demand(results[0].Outcome == RecordOutcome.Recorded, $"The {kind} was not recorded: {results[0].Rejection}.");
        Revenue += worth;
        Changed(Revenue);
    }
}

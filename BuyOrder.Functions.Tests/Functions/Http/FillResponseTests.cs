using System.Text.Json;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class FillResponseTests
{
    [Fact]
    public void Fill_is_told_beside_all_that_it_is_compared_with()
    {
        Assert.Equal(
            """{"againstQuoteMidBps":154,"againstMidBps":103,"againstReferenceBps":205,"againstTwapBps":413}""",
            Told(new Fill(154, 103, 205, 413)));
    }

    [Fact]
    public void What_it_cannot_be_compared_with_is_left_out()
    {
        Assert.Equal("""{"againstReferenceBps":205}""", Told(new Fill(null, null, 205)));
    }

    private static string Told(Fill fill) => JsonSerializer.Serialize(FillResponse.Of(fill)!, ApiJson.Default.FillResponse);
}

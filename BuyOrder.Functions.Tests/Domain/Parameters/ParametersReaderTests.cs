using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

public sealed class ParametersReaderTests
{
    [Fact]
    public void Defaults_are_safe_and_only_the_reference_price_has_none()
    {
        var read = Read(("ReferencePrice", "50.00"))!;

        Assert.Equal((1_000, new Zar(100_00), new Zar(1_000_000_00)), (read.RateBps, read.Minimum, read.Maximum));
        Assert.Equal((100, 200, 100), (read.SlippageBps, read.DeviationBps, read.ImpactBps));
        Assert.False(read.Paused);
        Assert.Equal(PlausibilityLimits.Default, read.Plausibility);
        Assert.Equal(["ReferencePrice"], Faults().Select(fault => fault.Member));
    }

    [Theory]
    [InlineData("RateBps", "0")]
    [InlineData("RateBps", "10001")]
    [InlineData("RateBps", "10.5")]
    [InlineData("RateBps", "ten")]
    [InlineData("Minimum", "0.00")]
    [InlineData("Minimum", "1000000.01")] // above the maximum
    [InlineData("Minimum", "100.005")]
    [InlineData("Maximum", "-1")]
    [InlineData("SlippageBps", "10001")]
    [InlineData("ImpactBps", "0")]
    [InlineData("MaxFeePerGasGwei", "0")]
    [InlineData("MaxPriorityFeePerGasGwei", "101")] // above the fee cap
    [InlineData("ReferencePrice", "0.00")]
    [InlineData("ReferencePrice", "1e3")]
    [InlineData("Schedule", "0 0 2 * *")]
    [InlineData("ScheduleTimeZone", "Mars/Olympus")]
    [InlineData("Paused", "yes")]
    [InlineData("MaxAmount", "-1")]
    [InlineData("MaxAmount", "1.005")]
    [InlineData("MaxAmount", "none")]
    [InlineData("MaxRateDeviationBps", "-1")]
    [InlineData("MaxRateDeviationBps", "1000001")]
    [InlineData("MaxRateDeviationBps", "5%")]
    [InlineData("MaxFuture", "P")]
    [InlineData("MaxFuture", "PT")]
    [InlineData("MaxFuture", "P1Y")]
    [InlineData("MaxFuture", "P1M")]
    [InlineData("MaxFuture", "PT1.5H")]
    [InlineData("MaxFuture", "-PT1H")]
    [InlineData("MaxFuture", "24:00:00")]
    [InlineData("MaxFuture", "PT1M1H")]
    [InlineData("MaxAge", "P10000001D")]
    [InlineData("MaxAge", "P99999999999D")]
    [InlineData("MaxAge", "1")]
    [InlineData("MaxRevenuePerDay", "1e6")]
    [InlineData("NotSettledStatuses", "pending,,failed")]
    [InlineData("MaxPerDay", "-1")]
    [InlineData("MaxPerDay", "0.001")]
    [InlineData("MaxPerDay", "99.99")] // below the minimum, and not 0
    [InlineData("MaxPerMonth", "0.01")]
    [InlineData("MaxPerMonth", "off")]
    [InlineData("MinimumInterval", "12h")]
    [InlineData("MinimumInterval", "P1465D")]
    [InlineData("WalletReserve", "-0.01")]
    [InlineData("PriceSources", "")]
    [InlineData("PriceSources", "fixed,Fixed")]
    [InlineData("PriceSources", "azr-usd")]
    [InlineData("PriceSources", "1st")]
    [InlineData("PriceSources", "a,b,c,d,e,f,g,h,i,j,k")]
    [InlineData("DivergenceBps", "-1")]
    [InlineData("DivergenceBps", "10001")]
    [InlineData("MinimumSources", "0")]
    [InlineData("MinimumSources", "11")]
    [InlineData("DepegBps", "10001")]
    [InlineData("DepegBps", "off")]
    [InlineData("ReferencePriceConfirmedAt", "2026-11-30")]
    [InlineData("ReferencePriceConfirmedAt", "2026-11-30T08:00:00+02:00")]
    [InlineData("ReferencePriceGoodFor", "PT0S")]
    [InlineData("ReferencePriceGoodFor", "P3661D")]
    [InlineData("ReferencePriceGoodFor", "a week")]
    public void Fault_names_the_member_what_was_found_and_what_is_allowed(string member, string value)
    {
        var fault = Assert.Single(Faults(("ReferencePrice", "50.00"), (member, value)));

        Assert.Equal((member, value), (fault.Member, fault.Found));
        Assert.NotEmpty(fault.Allowed);
    }

    [Fact]
    public void All_faults_are_found_at_once() =>
        Assert.Equal(["RateBps", "ReferencePrice", "Paused"], Faults(("RateBps", "x"), ("Paused", "x")).Select(fault => fault.Member));

    [Fact]
    public void Limits_are_off_by_default_and_written_out_and_zero_is_a_limit()
    {
        var off = ParametersReader.Write(Read(("ReferencePrice", "50.00"))!);
        var zero = Read(
            ("ReferencePrice", "50.00"), ("MaxAmount", "0.00"), ("MaxRateDeviationBps", "0"), ("MaxFuture", "PT0S"), ("MaxAge", "P0D"),
            ("MaxRevenuePerDay", "0"), ("NotSettledStatuses", "null"))!.Plausibility;

        Assert.All(["MaxAmount", "MaxRateDeviationBps", "MaxFuture", "MaxAge", "MaxRevenuePerDay"], limit => Assert.Equal("null", off[limit]));
        Assert.StartsWith("pending,failed,", off["NotSettledStatuses"], StringComparison.Ordinal);
        Assert.Equal(
            (Zar.Zero, 0, TimeSpan.Zero, TimeSpan.Zero, Zar.Zero, null),
            (zero.MaxAmount, zero.MaxRateDeviationBps, zero.MaxFuture, zero.MaxAge, zero.MaxRevenuePerDay, zero.NotSettledStatuses));
    }

    [Fact]
    public void Limits_of_buying_are_off_where_they_are_missing_and_zero_is_a_limit()
    {
        var off = Read(("ReferencePrice", "50.00"))!;
        var zero = Read(
            ("ReferencePrice", "50.00"), ("MaxPerDay", "0"), ("MaxPerMonth", "100.00"), ("MinimumInterval", "PT0S"), ("WalletReserve", "0.00"))!;

        Assert.Equal(BuyingLimits.Off, off.Limits);
        Assert.All(["MaxPerDay", "MaxPerMonth", "MinimumInterval", "WalletReserve"], limit => Assert.Equal("null", ParametersReader.Write(off)[limit]));
        Assert.Equal(
            new BuyingLimits { MaxPerDay = Zar.Zero, MaxPerMonth = new Zar(100_00), MinimumInterval = TimeSpan.Zero, WalletReserve = Zar.Zero }, zero.Limits);
        Assert.Equal(zero, ParametersReader.Read(ParametersReader.Write(zero).GetValueOrDefault, out _));
    }

    [Theory]
    [InlineData("0 0 2 * * *", "Africa/Johannesburg", "PT23H59M59S", null)]
    [InlineData("0 0 2 * * *", "Africa/Johannesburg", "P1D", "P1D")]
    [InlineData("0 0 2 * * *", "Europe/Berlin", "PT23H", "PT23H")] // the night in which an hour is skipped
    [InlineData("0 0 2 1 * *", "UTC", "P28D", "P28D")] // February
    public void Interval_must_be_shorter_than_the_distance_of_any_two_slots(string schedule, string zone, string interval, string? apart)
    {
        var parameters = Read(("ReferencePrice", "50.00"), ("Schedule", schedule), ("ScheduleTimeZone", zone), ("MinimumInterval", interval))!;
        var document = ParametersReader.Write(parameters);

        var version = ParametersReader.ReadNew(document.GetValueOrDefault, KnownSources.None, out var faults);
        ParametersReader.ReadFirst(document.GetValueOrDefault, KnownSources.None, out var atStart);

        Assert.Equal(apart is null, version is not null);
        Assert.Equal(faults, atStart);
        if (apart is null)
            return;
        var fault = Assert.Single(faults);
        Assert.Equal(("MinimumInterval", interval), (fault.Member, fault.Found));
        Assert.Contains($"schedule '{schedule}' in {zone}", fault.Allowed, StringComparison.Ordinal);
        Assert.EndsWith($" are {apart} apart", fault.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Price_sources_are_the_reference_price_alone_where_they_are_missing_and_their_rows_stay_as_they_were()
    {
        var alone = Read(("ReferencePrice", "50.00"))!;
        var several = Read(
            ("ReferencePrice", "50.00"), ("PriceSources", "fixed, azrUsd"), ("DivergenceBps", "0"), ("MinimumSources", "2"), ("DepegBps", "0"),
            ("ReferencePriceConfirmedAt", "2026-11-30T08:00:00Z"), ("ReferencePriceGoodFor", "P7D"))!;

        Assert.Equal(PriceRules.FixedAlone, alone.Prices);
        Assert.DoesNotContain(ParametersReader.WriteStored(alone), member => member.Key.Contains("Source", StringComparison.Ordinal) || member.Key == "DepegBps");
        Assert.Equal(ParametersReader.Members.Count, ParametersReader.WriteStored(several).Count());
        Assert.Equal(several, ParametersReader.Read(ParametersReader.Write(several).GetValueOrDefault, out _));
        Assert.Equal(("fixed,azrUsd", 0, 2, 0, TimeSpan.FromDays(7)), (
            several.Prices.Sources.ToString(), several.Prices.DivergenceBps, several.Prices.MinimumSources, several.Prices.DepegBps, several.Prices.GoodFor));
    }

    [Theory]
    [InlineData("PriceSources", "fixed,usdZar", "separated by commas: fixed, azrUsd, azrPool")]
    [InlineData("MinimumSources", "3", "from 1 to 2 with these price sources")]
    [InlineData("DepegBps", "50", "no price source for the stablecoin")]
    [InlineData("ReferencePriceGoodFor", "P7D", "while referencePriceGoodFor is not null")]
    public void New_version_is_held_to_the_price_sources_that_the_settings_describe_and_a_stored_one_is_not(string member, string value, string allowed)
    {
        var document = new Dictionary<string, string>(ParametersReader.Write(Read(("ReferencePrice", "50.00"), ("PriceSources", "FIXED,azrUsd,azrPool"))!)) { [member] = value };
        var known = new KnownSources(["azrUsd", "azrPool"], Stablecoin: false);

        Assert.Null(ParametersReader.ReadNew(document.GetValueOrDefault, known, out var faults));
        Assert.Null(ParametersReader.ReadFirst(document.GetValueOrDefault, known, out _));

        Assert.EndsWith(allowed, Assert.Single(faults).Allowed, StringComparison.Ordinal);
        Assert.NotNull(ParametersReader.Read(document.GetValueOrDefault, out _));
        document[member] = ParametersReader.Write(Read(("ReferencePrice", "50.00"), ("PriceSources", "azrUsd"))!)[member];
        Assert.NotNull(ParametersReader.ReadNew(document.GetValueOrDefault, known, out _));
    }

    [Theory]
    [InlineData("PT0S", 0)]
    [InlineData("PT1H", 3600)]
    [InlineData("P400D", 400 * 86400)]
    [InlineData("P1DT2H3M4S", 93784)]
    [InlineData("PT90M", 5400)]
    public void Limits_of_time_are_durations(string text, int seconds)
    {
        var read = Read(("ReferencePrice", "50.00"), ("MaxFuture", text), ("MaxAge", text))!;

        Assert.Equal((TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds)), (read.Plausibility.MaxFuture, read.Plausibility.MaxAge));
        Assert.Equal(read, ParametersReader.Read(ParametersReader.Write(read).GetValueOrDefault, out _));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var parameters = Read(("ReferencePrice", "49.999999999999999999"), ("MaxFeePerGasGwei", "0.000000001"), ("Minimum", "0.01"), ("Paused", "true"))!;

        var written = ParametersReader.Write(parameters);

        Assert.Equal(parameters, ParametersReader.Read(written.GetValueOrDefault, out _));
        Assert.Equal(ParametersReader.Members.Order(), written.Keys.Order());
    }

    private static BusinessParameters? Read(params (string Member, string Value)[] given) =>
        ParametersReader.Read(given.ToDictionary(pair => pair.Member, pair => pair.Value).GetValueOrDefault, out _);

    private static IReadOnlyList<ParameterFault> Faults(params (string Member, string Value)[] given)
    {
        ParametersReader.Read(given.GroupBy(pair => pair.Member).ToDictionary(pair => pair.Key, pair => pair.Last().Value).GetValueOrDefault, out var faults);
        return faults;
    }
}

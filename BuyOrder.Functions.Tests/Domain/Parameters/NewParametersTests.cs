using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Parameters.ParameterTexts;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>What a new version and the first one are held to beyond the values of their members.</summary>
public sealed class NewParametersTests
{
    private const string NeverFires = "0 0 2 30 2 *";
    private const string Fires = "at most 500 characters that name a time which comes at least once in four years";

    private static readonly KnownSources Known = new(["a", "b", "c"], Stablecoin: true);

    [Fact]
    public void New_version_needs_every_member_but_pause()
    {
        Assert.All(ParametersReader.DocumentMembers, member =>
        {
            var fault = Assert.Single(FaultsWithout(member));
            Assert.Equal((member, null), (fault.Member, fault.Found));
        });
        Assert.Empty(FaultsWithout("Paused"));
    }

    [Fact]
    public void First_version_needs_the_reference_price_alone() => Assert.Empty(FirstFaults(KnownSources.None));

    [Fact]
    public void Schedule_of_a_new_version_must_come_to_a_slot_and_that_of_another_need_not()
    {
        Assert.Equal([new ParameterFault("Schedule", NeverFires, Fires)], NewFaults(KnownSources.None, ("Schedule", NeverFires)));
        Assert.Empty(FirstFaults(KnownSources.None, ("Schedule", NeverFires), ("MinimumInterval", "PT1H")));
        Assert.Equal(NeverFires, Read(("Schedule", NeverFires)).Schedule);
    }

    [Fact]
    public void Schedule_of_a_new_version_has_at_most_500_characters()
    {
        var longest = Monthly("0 0 12", 245);
        var tooLong = Monthly("0 0 2", 246);
        Assert.Equal((500, 501), (longest.Length, tooLong.Length));

        Assert.Empty(NewFaults(KnownSources.None, ("Schedule", longest)));
        Assert.Equal([new ParameterFault("Schedule", tooLong, Fires)], NewFaults(KnownSources.None, ("Schedule", tooLong)));
    }

    [Fact]
    public void Interval_is_not_judged_by_a_schedule_that_is_refused_itself()
    {
        (string, string) interval = ("MinimumInterval", "P1464D");

        Assert.Equal(["MinimumInterval"], Members(NewFaults(KnownSources.None, interval, ("Schedule", Monthly("0 0 12", 245)))));
        Assert.Equal(["Schedule"], Members(NewFaults(KnownSources.None, interval, ("Schedule", Monthly("0 0 2", 246)))));
        Assert.Equal(["Schedule"], Members(NewFaults(KnownSources.None, interval, ("Schedule", "daily"))));
        Assert.Equal(["ScheduleTimeZone"], Members(NewFaults(KnownSources.None, interval, ("ScheduleTimeZone", "Mars/Olympus"))));
    }

    [Fact]
    public void Interval_that_is_too_long_is_told_with_the_two_slots_that_are_too_close()
    {
        (string, string)[] given = [("ScheduleTimeZone", "UTC"), ("MinimumInterval", "P2D")];
        ParameterFault[] faults =
        [
            new(
                "MinimumInterval",
                "P2D",
                "null, or a duration shorter than the distance of any two slots of schedule '0 0 2 * * *' in UTC; "
                + "s-20270101T0200 and s-20270102T0200 are P1D apart"),
        ];

        Assert.Equal(faults, NewFaults(KnownSources.None, given));
        Assert.Equal(faults, FirstFaults(KnownSources.None, given));
    }

    [Theory]
    [InlineData("fixed", "1", null)]
    [InlineData("fixed", "2", 1)]
    [InlineData("a", "1", null)]
    [InlineData("a", "2", 1)]
    [InlineData("fixed,a", "2", null)]
    [InlineData("fixed,a", "3", 2)]
    [InlineData("a,b", "2", null)]
    [InlineData("a,b", "3", 2)]
    [InlineData("fixed,a,b", "2", null)]
    [InlineData("fixed,a,b", "3", 2)] // the reference price is not needed where two others answer
    [InlineData("fixed,a,b,c", "3", null)]
    [InlineData("fixed,a,b,c", "4", 3)]
    public void As_many_sources_can_be_asked_for_as_may_answer(string sources, string minimum, int? most)
    {
        ParameterFault[] expected = most is null ? [] : [new("MinimumSources", minimum, $"a whole number from 1 to {most} with these price sources")];

        Assert.Equal(expected, NewFaults(Known, ("PriceSources", sources), ("MinimumSources", minimum)));
    }

    [Fact]
    public void Source_must_be_one_that_the_settings_describe()
    {
        ParameterFault[] faults =
            [new("PriceSources", "fixed,d", "different names of price sources that the settings describe, separated by commas: fixed, a, b, c")];

        Assert.Equal(faults, NewFaults(Known, ("PriceSources", "fixed,d")));
        Assert.Equal(faults, FirstFaults(Known, ("PriceSources", "fixed, d")));
    }

    [Fact]
    public void Stablecoin_is_looked_at_only_where_a_source_says_what_it_is_worth()
    {
        Assert.Empty(NewFaults(Known, ("DepegBps", "50")));
        Assert.Equal(
            [new ParameterFault("DepegBps", "50", "null, while the settings name no price source for the stablecoin")],
            FirstFaults(Known with { Stablecoin = false }, ("DepegBps", "50")));
    }

    [Fact]
    public void Reference_price_that_ages_needs_the_time_of_its_confirmation()
    {
        (string, string) confirmed = ("ReferencePriceConfirmedAt", "2026-11-30T08:00:00Z");
        (string, string) goodFor = ("ReferencePriceGoodFor", "P7D");

        Assert.Empty(NewFaults(Known, confirmed));
        Assert.Empty(NewFaults(Known, confirmed, goodFor));
        Assert.Equal(
            [new ParameterFault("ReferencePriceConfirmedAt", "null", "a time such as 2026-11-30T08:00:00Z while referencePriceGoodFor is not null")],
            FirstFaults(Known, goodFor));
    }

    [Fact]
    public void Member_that_cannot_be_read_has_that_fault_alone()
    {
        Assert.Equal(
            [new ParameterFault("DepegBps", "x", "null, or a whole number of basis points from 0 to 10000")],
            NewFaults(KnownSources.None, ("DepegBps", "x")));
        Assert.Equal(
            [new ParameterFault("ReferencePriceConfirmedAt", "x", "null, or a time in UTC to the second such as 2026-11-30T08:00:00Z")],
            NewFaults(KnownSources.None, ("ReferencePriceConfirmedAt", "x"), ("ReferencePriceGoodFor", "P7D")));
    }

    [Fact]
    public void All_faults_of_a_new_version_are_found_at_once() => Assert.Equal(
        ["RateBps", "Schedule", "PriceSources", "MinimumSources"],
        Members(NewFaults(Known, ("RateBps", "0"), ("Schedule", NeverFires), ("PriceSources", "fixed,d"), ("MinimumSources", "3"))));

    private static IReadOnlyList<ParameterFault> FaultsWithout(string member)
    {
        var document = Document();
        document.Remove(member);
        return NewFaults(KnownSources.None, document);
    }

    private static IEnumerable<string> Members(IEnumerable<ParameterFault> faults) => faults.Select(fault => fault.Member);

    /// <summary>A schedule of the first of each month that names it many times.</summary>
    private static string Monthly(string time, int ones) => $"{time} {string.Join(',', Enumerable.Repeat('1', ones))} * *";
}

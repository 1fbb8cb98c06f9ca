using System.Runtime.Intrinsics;
using Ca.Core.Gost;

namespace Ca.Core.Tests.Gost;

/// <summary>That the formulas of the groups keep sums within what a product's operands may be, whatever is added and doubled in whatever order.</summary>
public class FormulaBoundsTests
{
    [Test]
    public void Sums_in_the_Weierstrass_form_stay_within_bounds([Values] bool aIsMinus3) =>
        StayWithinBounds(new WeierstrassGroup<int, Units>(default, a: 1, b3: 1, aIsMinus3));

    [Test]
    public void Sums_in_the_Edwards_form_stay_within_bounds() => StayWithinBounds(new EdwardsGroup<int, Units>(default, d: 1));

    [Test]
    public void A_product_of_sums_that_are_too_large_is_noticed()
    {
        Units field = default;
        Assert.That(() => field.Multiply(5, 6, out _), Throws.InvalidOperationException);
        Assert.That(() => field.Multiply(1, 16, out _), Throws.InvalidOperationException);
        var sum = 33;
        Assert.That(() => field.Carry(ref sum), Throws.InvalidOperationException);
    }

    /// <summary>All points that can come about, by the units of their coordinates, from those of a table.</summary>
    static void StayWithinBounds(IGroup<int> group)
    {
        var fromTable = new TablePoint<int> { X = 1, Y = 1, T = 1 };
        group.NegateWhere(Vector256<long>.AllBitsSet, ref fromTable);
        group.Widen(fromTable, out var first);
        var seen = new HashSet<(int, int, int, int)>();
        var open = new Queue<Point<int>>([first]);
        while (open.TryDequeue(out var point))
        {
            if (!seen.Add((point.X, point.Y, point.Z, group.HasT ? point.T : 0)))
                continue;
            var sum = point;
            group.Add(ref sum, fromTable);
            open.Enqueue(sum);
            sum = point;
            group.Double(ref sum, times: 4);
            open.Enqueue(sum);
            foreach (var (x, y, z, t) in seen.ToList())
            {
                sum = point;
                group.Add(ref sum, new Point<int> { X = x, Y = y, Z = z, T = t });
                open.Enqueue(sum);
            }
            TablePoint<int>[] narrow = [default];
            group.Narrow([point], narrow);
            Assert.That((narrow[0].X, narrow[0].Y), Is.EqualTo((1, 1)));
        }
        Assert.That(seen, Has.Count.GreaterThan(group.HasT ? 0 : 1));
    }

    /// <summary>A field that counts units instead of computing.</summary>
    readonly struct Units : IField<int>
    {
        public int One => 1;

        public void Multiply(in int a, in int b, out int product) => product = a * b <= IField<int>.GreatestProduct && Math.Max(a, b) <= IField<int>.GreatestOperand
            ? 1
            : throw new InvalidOperationException($"A product of {a} and {b} units.");

        public void Square(in int a, out int square) => Multiply(a, a, out square);

        public void Add(in int a, in int b, out int sum) => sum = a + b;

        public void Subtract(in int a, in int b, out int difference) => difference = a + b;

        public void Carry(ref int sum) => sum = sum <= IField<int>.GreatestSum ? 1 : throw new InvalidOperationException($"A sum of {sum} units.");

        public void NegateWhere(Vector256<long> mask, ref int element)
        {
            // As large as it was.
        }

        public void Invert(in int a, out int inverse) => Multiply(a, 1, out inverse);
    }
}

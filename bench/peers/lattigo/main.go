// Lattigo v6 (Go, CKKS). One goroutine; run with GOMAXPROCS=1 for single-thread numbers.
//
// Choices in its favour: conjugate-invariant ring (N real slots instead of N/2), sparse packing for one row, Galois
// keys compressed (seeded) on the wire and made only at the level that uses them, hoisted baby-step giant-step matrix
// products from circuits/ckks/lintrans, scalars instead of encoded weights in batches, one lazy relinearisation.
// Ciphertexts go over the wire with MarshalBinary; Lattigo has no seeded ciphertext format.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/tuneinsight/lattigo/v6/circuits/ckks/lintrans"
	"github.com/tuneinsight/lattigo/v6/core/rlwe"
	"github.com/tuneinsight/lattigo/v6/ring"
	"github.com/tuneinsight/lattigo/v6/schemes/ckks"
)

const version = "6.1.1"

type matrix [][]float64

type workload struct {
	Layers   map[string][][2]json.RawMessage `json:"layers"`
	Inputs   map[string]json.RawMessage      `json:"inputs"`
	Expected map[string]matrix               `json:"expected"`
}

type layer struct {
	w matrix
	b []float64
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func (w workload) dense(name string) (out []layer) {
	for _, l := range w.Layers[name] {
		var d layer
		check(json.Unmarshal(l[0], &d.w))
		check(json.Unmarshal(l[1], &d.b))
		out = append(out, d)
	}
	return
}

func (w workload) rows(name string) (m matrix) {
	check(json.Unmarshal(w.Inputs[name], &m))
	return
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func repeat(n int, budget time.Duration, f func()) (times []float64) {
	f()
	start := time.Now()
	for i := 0; i < n && (i < 5 || time.Since(start) < budget); i++ {
		t := time.Now()
		f()
		times = append(times, ms(time.Since(t)))
	}
	slices.Sort(times)
	return
}

func median(sorted []float64) float64 { return sorted[len(sorted)/2] }

func emit(row map[string]any) { fmt.Println(string(must(json.Marshal(row)))) }

func wanted(task string) bool {
	chosen := os.Getenv("TASKS")
	return chosen == "" || slices.Contains(strings.Split(chosen, ","), task)
}

// setup holds both sides; only evaluation keys cross from client to server.
type setup struct {
	params     ckks.Parameters
	describe   map[string]any
	encoder    *ckks.Encoder
	encryptor  *rlwe.Encryptor
	decryptor  *rlwe.Decryptor
	keygen     *rlwe.KeyGenerator
	sk         *rlwe.SecretKey
	evaluator  *ckks.Evaluator
	keygenMs   float64
	evalKeyLen int
}

type keyNeed struct {
	element uint64 // 0: relinearisation
	level   int
}

func newSetup(logN int, logQ, logP []int, logScale int, ringType ring.Type) *setup {
	params := must(ckks.NewParametersFromLiteral(ckks.ParametersLiteral{
		LogN: logN, LogQ: logQ, LogP: logP, LogDefaultScale: logScale, RingType: ringType,
	}))
	s := &setup{params: params, encoder: ckks.NewEncoder(params), keygen: rlwe.NewKeyGenerator(params)}
	t := time.Now()
	s.sk = s.keygen.GenSecretKeyNew()
	s.keygenMs = ms(time.Since(t))
	s.encryptor = rlwe.NewEncryptor(params, s.sk)
	s.decryptor = rlwe.NewDecryptor(params, s.sk)
	s.evaluator = ckks.NewEvaluator(params, nil)
	kind := "standard"
	if ringType == ring.ConjugateInvariant {
		kind = "conjugate-invariant"
	}
	s.describe = map[string]any{"N": 1 << logN, "q_bits": logQ, "p_bits": logP, "scale_bits": logScale, "ring": kind}
	return s
}

// keys makes compressed keys on the client, counts their bytes, and expands them on the server.
func (s *setup) keys(needs []keyNeed) {
	t := time.Now()
	var made []*rlwe.GaloisKey
	var relin *rlwe.RelinearizationKey
	for _, n := range needs {
		p := rlwe.EvaluationKeyParameters{LevelQ: &n.level, Compressed: true}
		if n.element == 0 {
			relin = s.keygen.GenRelinearizationKeyNew(s.sk, p)
		} else {
			made = append(made, s.keygen.GenGaloisKeyNew(n.element, s.sk, p))
		}
	}
	s.keygenMs += ms(time.Since(t))
	if relin != nil {
		s.evalKeyLen += len(must(relin.MarshalBinary()))
		check(relin.Expand(s.params, nil))
	}
	for _, k := range made {
		s.evalKeyLen += len(must(k.MarshalBinary()))
		check(k.Expand(s.params, nil))
	}
	s.evaluator = s.evaluator.WithKey(rlwe.NewMemEvaluationKeySet(relin, made...))
}

func (s *setup) encode(values []float64, level int, scale rlwe.Scale, logSlots int) *rlwe.Plaintext {
	pt := ckks.NewPlaintext(s.params, level)
	pt.Scale = scale
	pt.LogDimensions.Cols = logSlots
	check(s.encoder.Encode(values, pt))
	return pt
}

func (s *setup) encrypt(values []float64, logSlots int) *rlwe.Ciphertext {
	return must(s.encryptor.EncryptNew(s.encode(values, s.params.MaxLevel(), s.params.DefaultScale(), logSlots)))
}

func (s *setup) decrypt(ct *rlwe.Ciphertext) []float64 {
	pt := s.decryptor.DecryptNew(ct)
	out := make([]float64, 1<<ct.LogDimensions.Cols)
	check(s.encoder.Decode(pt, out))
	return out
}

func save(cts []*rlwe.Ciphertext) (out [][]byte) {
	for _, ct := range cts {
		out = append(out, must(ct.MarshalBinary()))
	}
	return
}

func load(blobs [][]byte) (out []*rlwe.Ciphertext) {
	for _, b := range blobs {
		ct := new(rlwe.Ciphertext)
		check(ct.UnmarshalBinary(b))
		out = append(out, ct)
	}
	return
}

func size(blobs [][]byte) (n int) {
	for _, b := range blobs {
		n += len(b)
	}
	return
}

type cts = []*rlwe.Ciphertext

// late is a bias encoded on first use, at the level and scale that the ciphertext then has.
type late struct {
	values []float64
	pt     *rlwe.Plaintext
}

func (l *late) at(s *setup, ct *rlwe.Ciphertext) *rlwe.Plaintext {
	if l.pt == nil {
		l.pt = s.encode(l.values, ct.Level(), ct.Scale, ct.LogDimensions.Cols)
	}
	return l.pt
}

// inference measures one task. verify gets the decrypted slots of input i and returns the largest error.
func (s *setup) inference(task string, count, rows int, encrypt func(i int) cts, server func(cts) cts,
	verify func(i int, out []float64) float64, note string) {
	budget := 8 * time.Second
	blob := save(encrypt(0))
	in := load(blob)
	resultBlob := save(server(in))
	result := load(resultBlob)
	enc := repeat(40, budget/4, func() { encrypt(0) })
	srv := repeat(40, budget, func() { server(in) })
	wire := repeat(40, budget, func() { save(server(load(blob))) })
	dec := repeat(40, budget/4, func() { s.decrypt(result[0]) })
	var worst float64
	var total []float64
	for i := 0; i < count; i++ {
		t := time.Now()
		out := s.decrypt(load(save(server(load(save(encrypt(i))))))[0])
		total = append(total, ms(time.Since(t)))
		worst = math.Max(worst, verify(i, out))
	}
	slices.Sort(total)
	emit(map[string]any{
		"peer": "lattigo", "version": version, "task": task, "threads": runtime.GOMAXPROCS(0), "params": s.describe,
		"keygen_ms": s.keygenMs, "eval_key_bytes": s.evalKeyLen, "encrypt_ms": median(enc), "encrypt_ms_min": enc[0],
		"input_bytes": size(blob), "server_ms_min": srv[0], "server_ms_median": median(srv),
		"server_wire_ms_min": wire[0], "server_wire_ms_median": median(wire), "result_bytes": size(resultBlob),
		"decrypt_ms": median(dec), "decrypt_ms_min": dec[0], "total_ms_median": median(total), "total_ms_min": total[0],
		"rows": rows, "per_row_us": 1e3 * median(srv) / float64(rows), "max_abs_err": worst, "repeats": len(srv),
		"checked": count, "note": note,
	})
}

func tile(v []float64, period, length int) []float64 {
	out := make([]float64, length)
	for i := range out {
		if i%period < len(v) {
			out[i] = v[i%period]
		}
	}
	return out
}

func (s *setup) galois(steps []int, level int) (needs []keyNeed) {
	for _, k := range steps {
		needs = append(needs, keyNeed{s.params.GaloisElement(k), level})
	}
	return
}

// addRotations adds the rotations of ct by each step in turn.
func (s *setup) addRotations(ct *rlwe.Ciphertext, steps []int) {
	t := ckks.NewCiphertext(s.params, 1, ct.Level())
	for _, k := range steps {
		check(s.evaluator.Rotate(ct, k, t))
		check(s.evaluator.Add(ct, t, ct))
	}
}

func (s *setup) prime(level int) rlwe.Scale { return rlwe.NewScale(s.params.Q()[level]) }

func lrRow(w workload) {
	s := newSetup(12, []int{38, 30}, []int{38}, 30, ring.ConjugateInvariant)
	steps := []int{8, 4, 2, 1}
	s.keys(s.galois(steps, 0))
	l, x, want := w.dense("lr13")[0], w.rows("x13"), w.Expected["lr13"]
	weights := s.encode(tile(l.w[0], 16, 16), 1, s.prime(1), 4)
	server := func(in cts) cts {
		r := must(s.evaluator.MulNew(in[0], weights))
		check(s.evaluator.Rescale(r, r))
		s.addRotations(r, steps)
		check(s.evaluator.Add(r, l.b[0], r))
		return cts{r}
	}
	s.inference("lr13-row", 40, 1, func(i int) cts { return cts{s.encrypt(tile(x[i], 16, 16), 4)} }, server,
		func(i int, out []float64) float64 { return math.Abs(out[0] - want[i][0]) },
		"multiply, rescale, 4 rotations at the last level")
}

func column(x matrix, j, rows int) []float64 {
	out := make([]float64, rows)
	for i := range out {
		out[i] = x[i%len(x)][j]
	}
	return out
}

func batchError(want matrix) func(int, []float64) float64 {
	return func(_ int, out []float64) (worst float64) {
		for i := range out {
			worst = math.Max(worst, math.Abs(out[i]-want[i%len(want)][0]))
		}
		return
	}
}

// linear returns sum_j weights[j]*in[j] + bias, rescaled, with scalars (no encoding, no rotation).
func (s *setup) linear(in cts, weights []float64, bias float64) *rlwe.Ciphertext {
	level := in[0].Level()
	acc := ckks.NewCiphertext(s.params, in[0].Degree(), level)
	*acc.MetaData = *in[0].MetaData
	acc.Scale = in[0].Scale.Mul(s.prime(level))
	for j := range in {
		check(s.evaluator.MulThenAdd(in[j], weights[j], acc))
	}
	check(s.evaluator.Rescale(acc, acc))
	check(s.evaluator.Add(acc, bias, acc))
	return acc
}

func lrBatch(w workload, logN int, logQ []int, logScale int) {
	s := newSetup(logN, logQ, nil, logScale, ring.ConjugateInvariant)
	rows := 1 << logN
	l, x := w.dense("lr13")[0], w.rows("x13")
	s.inference("lr13-batch", 5, rows, func(int) (out cts) {
		for j := range l.w[0] {
			out = append(out, s.encrypt(column(x, j, rows), logN))
		}
		return
	}, func(in cts) cts { return cts{s.linear(in, l.w[0], l.b[0])} }, batchError(w.Expected["lr13"]),
		"one ciphertext a feature, scalar weights, no evaluation keys")
}

func mlpBatch(w workload) {
	s := newSetup(13, []int{50, 40, 40, 40}, []int{48}, 40, ring.ConjugateInvariant) // 64-bit words: 40 bits cost as much as 30
	s.keys([]keyNeed{{0, 1}})
	rows := 1 << 13
	layers, x := w.dense("mlp13"), w.rows("x13")
	s.inference("mlp13-16-1-batch", 5, rows, func(int) (out cts) {
		for j := 0; j < 13; j++ {
			out = append(out, s.encrypt(column(x, j, rows), 13))
		}
		return
	}, func(in cts) cts {
		hidden := make(cts, 16)
		for k := range hidden {
			h := s.linear(in, layers[0].w[k], layers[0].b[k])
			hidden[k] = must(s.evaluator.MulNew(h, h)) // degree 2
			check(s.evaluator.Rescale(hidden[k], hidden[k]))
		}
		out := s.linear(hidden, layers[1].w[0], layers[1].b[0])
		check(s.evaluator.Relinearize(out, out))
		return cts{out}
	}, batchError(w.Expected["mlp13"]), "one ciphertext a feature, scalar weights, one relinearisation at the end")
}

func mlpRow(w workload) {
	s := newSetup(13, []int{50, 40, 40, 40}, []int{48}, 40, ring.ConjugateInvariant) // 64-bit words: 40 bits cost as much as 30
	inner, outer := []int{8, 4, 2, 1}, []int{128, 64, 32, 16}
	needs := append(s.galois(inner, 2), s.galois(outer, 0)...)
	s.keys(append(needs, keyNeed{0, 2}))
	layers, x, want := w.dense("mlp13"), w.rows("x13"), w.Expected["mlp13"]
	first, second, bias := make([]float64, 256), make([]float64, 256), make([]float64, 256)
	for k := 0; k < 16; k++ {
		copy(first[16*k:], layers[0].w[k])
		second[16*k] = layers[1].w[0][k]
		bias[16*k] = layers[0].b[k]
	}
	w1 := s.encode(first, 3, s.prime(3), 8)
	w2 := s.encode(second, 1, s.prime(1), 8)
	b1 := s.encode(bias, 2, s.params.DefaultScale(), 8)
	server := func(in cts) cts {
		r := must(s.evaluator.MulNew(in[0], w1))
		check(s.evaluator.Rescale(r, r))
		s.addRotations(r, inner)
		check(s.evaluator.Add(r, b1, r))
		check(s.evaluator.MulRelin(r, r, r))
		check(s.evaluator.Rescale(r, r))
		check(s.evaluator.Mul(r, w2, r))
		check(s.evaluator.Rescale(r, r))
		s.addRotations(r, outer)
		check(s.evaluator.Add(r, layers[1].b[0], r))
		return cts{r}
	}
	s.inference("mlp13-16-1-row", 40, 1, func(i int) cts { return cts{s.encrypt(tile(x[i], 16, 256), 8)} }, server,
		func(i int, out []float64) float64 { return math.Abs(out[0] - want[i][0]) },
		"row repeated 16 times; 1 product, 4 rotations, square, 1 product, 4 rotations")
}

// deepRowReplicated: 32 x 32 slots. The client repeats feature j over block j, so the sum over blocks leaves the first
// hidden layer repeated in every block, ready for the next product; the outputs end in slots 0 and 512.
func deepRowReplicated(w workload) {
	s := newSetup(13, []int{36, 29, 29, 29, 29, 29}, []int{36}, 29, ring.ConjugateInvariant)
	across, within, last := []int{512, 256, 128, 64, 32}, []int{16, 8, 4, 2, 1}, []int{256, 128, 64, 32}
	needs := append(s.galois(across, 4), s.galois(within, 2)...)
	s.keys(append(needs, keyNeed{0, 4}))
	layers, x, want := w.dense("mlp30"), w.rows("x30"), w.Expected["mlp30"]
	grid := func(f func(block, i int) float64) []float64 {
		v := make([]float64, 1024)
		for n := range v {
			v[n] = f(n/32, n%32)
		}
		return v
	}
	w1 := s.encode(grid(func(j, i int) float64 {
		if j < 30 {
			return layers[0].w[i][j]
		}
		return 0
	}), 5, s.prime(5), 10)
	b1 := &late{values: grid(func(j, i int) float64 { return layers[0].b[i] })}
	w2 := s.encode(grid(func(k, i int) float64 { return layers[1].w[k%16][i] }), 3, s.prime(3), 10)
	b2 := &late{values: grid(func(k, i int) float64 {
		if i == 0 {
			return layers[1].b[k%16]
		}
		return 0
	})}
	w3 := s.encode(grid(func(k, i int) float64 {
		if i == 0 {
			return layers[2].w[k/16][k%16]
		}
		return 0
	}), 1, s.prime(1), 10)
	b3 := &late{values: grid(func(k, i int) float64 { return layers[2].b[k/16] })}
	server := func(in cts) cts {
		r := must(s.evaluator.MulNew(in[0], w1))
		check(s.evaluator.Rescale(r, r))
		s.addRotations(r, across)
		for _, step := range []struct {
			bias    *late
			weights *rlwe.Plaintext
			sums    []int
		}{{b1, w2, within}, {b2, w3, last}} {
			check(s.evaluator.Add(r, step.bias.at(s, r), r))
			check(s.evaluator.MulRelin(r, r, r))
			check(s.evaluator.Rescale(r, r))
			check(s.evaluator.Mul(r, step.weights, r))
			check(s.evaluator.Rescale(r, r))
			s.addRotations(r, step.sums)
		}
		check(s.evaluator.Add(r, b3.at(s, r), r))
		return cts{r}
	}
	s.inference("mlp30-32-16-2-row", 40, 1, func(i int) cts {
		return cts{s.encrypt(grid(func(j, _ int) float64 {
			if j < 30 {
				return x[i][j]
			}
			return 0
		}), 10)}
	}, server, func(i int, out []float64) float64 {
		return math.Max(math.Abs(out[0]-want[i][0]), math.Abs(out[512]-want[i][1]))
	}, "by hand: features repeated in 32 blocks; 3 products, 14 rotations, 2 squares")
}

// deepRow: square matrices of 32 x 32, hoisted baby-step giant-step.
func deepRow(w workload) {
	s := newSetup(13, []int{36, 29, 29, 29, 29, 29}, []int{36}, 29, ring.ConjugateInvariant)
	layers, x, want := w.dense("mlp30"), w.rows("x30"), w.Expected["mlp30"]
	var transforms []lintrans.LinearTransformation
	var biases []*rlwe.Plaintext
	var needs []keyNeed
	for n, l := range layers {
		level := 5 - 2*n
		diagonals := lintrans.Diagonals[float64]{}
		for d := 0; d < 32; d++ {
			v := make([]float64, 32)
			zero := true
			for i := range v {
				j := (i + d) % 32
				if i < len(l.w) && j < len(l.w[i]) {
					v[i] = l.w[i][j]
					zero = false
				}
			}
			if !zero {
				diagonals[d] = v
			}
		}
		p := lintrans.Parameters{
			DiagonalsIndexList: diagonals.DiagonalsIndexList(), LevelQ: level, LevelP: s.params.MaxLevelP(),
			Scale: s.prime(level), LogDimensions: ring.Dimensions{Rows: 0, Cols: 5}, LogBabyStepGiantStepRatio: 1,
		}
		lt := lintrans.NewTransformation(s.params, p)
		check(lintrans.Encode(s.encoder, diagonals, lt))
		transforms = append(transforms, lt)
		for _, e := range lintrans.GaloisElements(s.params, p) {
			if !slices.ContainsFunc(needs, func(k keyNeed) bool { return k.element == e }) {
				needs = append(needs, keyNeed{e, level})
			}
		}
		biases = append(biases, nil)
	}
	s.keys(append(needs, keyNeed{0, 4}))
	lte := lintrans.NewEvaluator(s.evaluator)
	server := func(in cts) cts {
		r := in[0]
		for n, l := range layers {
			r = must(lte.EvaluateNew(r, transforms[n]))
			check(s.evaluator.Rescale(r, r))
			if biases[n] == nil {
				biases[n] = s.encode(tile(l.b, 32, 32), r.Level(), r.Scale, 5)
			}
			check(s.evaluator.Add(r, biases[n], r))
			if n < 2 {
				check(s.evaluator.MulRelin(r, r, r))
				check(s.evaluator.Rescale(r, r))
			}
		}
		return cts{r}
	}
	s.inference("mlp30-32-16-2-row", 40, 1, func(i int) cts { return cts{s.encrypt(tile(x[i], 32, 32), 5)} }, server,
		func(i int, out []float64) float64 {
			return math.Max(math.Abs(out[0]-want[i][0]), math.Abs(out[1]-want[i][1]))
		}, "lintrans, 32 sparse slots, hoisted baby-step giant-step")
}

func main() {
	var w workload
	check(json.Unmarshal(must(os.ReadFile(os.Getenv("WORKLOAD"))), &w))
	for _, t := range []struct {
		name string
		run  func()
	}{
		{"lr13-row", func() { lrRow(w) }},
		{"lr13-batch", func() { lrBatch(w, 12, []int{38, 30}, 30); lrBatch(w, 11, []int{28, 26}, 24) }},
		{"mlp13-16-1-row", func() { mlpRow(w) }},
		{"mlp13-16-1-batch", func() { mlpBatch(w) }},
		{"mlp30-32-16-2-row", func() { deepRowReplicated(w); deepRow(w) }},
	} {
		if wanted(t.name) {
			t.run()
		}
	}
}
